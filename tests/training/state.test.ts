import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { latestProgress, loadState, saveState } from "../../src/training/state.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lora-gen-state-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Numbers that a text or a half float would not keep. */
const odd = [1 / 3, -0, 1e-42, 3.4e38, 2 ** -149, 0.1];
const state = () => ({
  parameters: { "a.weight": f32([2, 3], odd) },
  buffers: { mean: f32([2], [0.2, -7]) },
  moments: {
    m: { "a.weight": Float32Array.from(odd.toReversed()) },
    v: { "a.weight": Float32Array.from(odd, (v) => v * v) },
  },
});
const empty = () => ({
  parameters: { "a.weight": f32([2, 3], new Float32Array(6)) },
  buffers: { mean: f32([2], new Float32Array(2)) },
  moments: { m: { "a.weight": new Float32Array(6) }, v: { "a.weight": new Float32Array(6) } },
});

describe("a checkpoint", () => {
  test("comes back bit for bit, with how far the run was", async () => {
    const progress = { step: 7, recipe: "r", best: { loss: 1 / 3, step: 4 } };
    await saveState(directory, progress, state(), 2);
    const into = empty();
    expect(await loadState(directory, { recipe: "r" }, into)).toEqual(progress);
    expect(into).toEqual(state());
    expect(Object.is(into.parameters["a.weight"].data[1], -0)).toBe(true);
    expect(await latestProgress(directory)).toEqual(progress);
  });

  test("of the newest steps stay, older ones go", async () => {
    for (const step of [5, 10, 99_999, 100_000]) await saveState(directory, { step, recipe: "r" }, state(), 2);
    expect((await readdir(directory)).sort()).toEqual(["step-0099999", "step-0100000"]);
    expect((await loadState(directory, { recipe: "r" }, empty()))?.step).toBe(100_000);
  });

  test("is none where there is no run", async () => {
    expect(await loadState(directory, { recipe: "r" }, empty())).toBeUndefined();
    expect(await latestProgress(join(directory, "nowhere"))).toBeUndefined();
  });

  test("of another recipe is refused", async () => {
    await saveState(directory, { step: 1, recipe: "one" }, state(), 2);
    const refused = loadState(directory, { recipe: "another" }, empty());
    await expect(refused).rejects.toBeInstanceOf(FileError);
    await expect(refused).rejects.toThrow(/step-0000001: was made by a recipe with other settings; start anew/);
  });

  test("is refused where a model or file that the recipe names is another, by the setting", async () => {
    await saveState(directory, { step: 1, recipe: "r", trainedOn: { edge: "e", cloud: "c" } }, state(), 2);
    const load = (trainedOn: Record<string, string>) => loadState(directory, { recipe: "r", trainedOn }, empty());
    await expect(load({ edge: "e", cloud: "trained on" })).rejects.toThrow(
      /step-0000001: was trained on something else under "cloud"; put that back/,
    );
    expect((await load({ edge: "e", cloud: "c" }))?.step).toBe(1);
    await saveState(directory, { step: 2, recipe: "r" }, state(), 2);
    expect((await load({ edge: "e" }))?.step).toBe(2);
  });

  test.each([
    ["{", /progress.json: is not JSON/],
    ['{"step": "one", "recipe": "r"}', /progress.json: "step": /],
  ])("whose progress is %s is refused by name", async (text, message) => {
    await saveState(directory, { step: 1, recipe: "r" }, state(), 2);
    await writeFile(join(directory, "step-0000001/progress.json"), text);
    await expect(loadState(directory, { recipe: "r" }, empty())).rejects.toThrow(message);
    await expect(latestProgress(directory)).rejects.toThrow(message);
  });

  test("of a model of another size is refused, by the tensor's name", async () => {
    await saveState(directory, { step: 1, recipe: "r" }, state(), 2);
    const larger = { ...empty(), buffers: { mean: f32([3], [0, 0, 0]) } };
    await expect(loadState(directory, { recipe: "r" }, larger)).rejects.toThrow(
      /state.safetensors: buffer\/mean is missing or of another size/,
    );
  });
});
