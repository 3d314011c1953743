import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { saveMergedModel } from "../../src/adapter/merged-model.js";
import { InputError, ShapeError } from "../../src/errors.js";
import { ffnProjections } from "../../src/lm/weights.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { randomAdapter } from "./adapters.js";

describe("an edge model", () => {
  let [pair, root, base, adapter]: [TinyPair, string, EdgeModel, Adapter] = [] as never;
  beforeAll(async () => {
    pair = await makeTinyPair();
    root = await mkdtemp(join(tmpdir(), "lora-gen-edge-"));
    base = await EdgeModel.load(pair.edge, { thread: "main" });
    adapter = randomAdapter(base.config, ffnProjections(base.config));
  });
  afterAll(async () => {
    await base.dispose();
    for (const directory of [root, pair.root]) await rm(directory, { recursive: true });
  });
  const answer = (model: EdgeModel): Promise<string> => model.complete("what a day", { maxTokens: 24 });

  test("stays as it is when it is specialised, and both run", async () => {
    const before = await answer(base);
    const specialist = await base.specialize(adapter);
    const special = await answer(specialist);
    expect(special).not.toBe(before);
    expect(await answer(base)).toBe(before);
    specialist.release();
    expect(await answer(base)).toBe(before);
    await expect(answer(specialist)).rejects.toBeInstanceOf(InputError);
    expect(await answer(await base.specialize(adapter))).toBe(special);
  });

  test("with an adapter answers as the model that has it merged on the disk", async () => {
    const directory = join(root, "merged");
    await saveMergedModel(directory, pair.edge, adapter);
    const merged = await EdgeModel.load(directory, { thread: "main" });
    expect(await answer(merged)).toBe(await answer(await base.specialize(adapter)));
    await merged.dispose();
  });

  test("refuses an adapter that does not fit, or changes what it was not loaded to change", async () => {
    await expect(base.specialize(randomAdapter({ ...base.config, layers: 1 }, ["up"]))).rejects.toBeInstanceOf(
      ShapeError,
    );
    await expect(base.specialize(randomAdapter(base.config, ["q"]))).rejects.toThrow(
      new InputError("model.layers.0.self_attn.q_proj.weight is not a variable weight of this model"),
    );
    const open = await EdgeModel.load(pair.edge, { thread: "main", adaptable: ["q"] });
    await expect(open.specialize(randomAdapter(base.config, ["q"]))).resolves.toBeInstanceOf(EdgeModel);
    await open.dispose();
  });

  test("answers the same with the adapter attached, of any rank, and refuses what it has no place for", async () => {
    const attached = await EdgeModel.load(pair.edge, { thread: "main", adapters: "attached" });
    expect(await answer(attached)).toBe(await answer(base));
    for (const rank of [1, 4, 9]) {
      const some = randomAdapter(base.config, ffnProjections(base.config), rank);
      expect(await answer(await attached.specialize(some))).toBe(await answer(await base.specialize(some)));
    }
    await expect(attached.specialize(randomAdapter(base.config, ["q"]))).rejects.toThrow(
      new InputError("this model takes adapters on gate, up, down; this one changes q too"),
    );
    await expect(attached.specialize(randomAdapter({ ...base.config, layers: 1 }, ["up"]))).rejects.toBeInstanceOf(
      ShapeError,
    );
    await attached.dispose();
  });
});
