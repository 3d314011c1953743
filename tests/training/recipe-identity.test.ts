import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseRecipe } from "../../src/training/recipe-file.js";
import { settingsHash, sharedIdentity, trainedOn } from "../../src/training/recipe-identity.js";
import type { GradientRecipe } from "../../src/training/recipe.js";

let root: string;
let tokenizer: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-identity-"));
  tokenizer = join(root, "tokenizer");
  await cp("checkpoints/nano/tokenizer", tokenizer, { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

const recipeOf = (changes: { schedule?: object; [name: string]: unknown } = {}): GradientRecipe => {
  const { schedule, ...rest } = changes;
  const recipe = {
    name: "edge",
    method: "lm",
    output: "runs/edge",
    data: { kind: "nano", turns: 8, emphasis: { share: 0.3, of: "^rewriting" } },
    model: { config: { model_type: "llama" }, from: "checkpoints/nano/edge" },
    tokenizer: "checkpoints/nano/tokenizer",
    schedule: { steps: 100, batch: 8, learningRate: 1e-3, decay: "wsd", optimizer: "muon", ...schedule },
    ...rest,
  };
  return parseRecipe(JSON.stringify(recipe), "recipe.yaml") as GradientRecipe;
};

describe("a run that goes on", () => {
  test("keeps the hash that earlier versions gave its settings", () => {
    expect(settingsHash(recipeOf())).toBe("aa83db07b11b4c42e378f320ec3122a3734f19feeb48a4d6343ef19f0775fc7a");
  });

  test("may have other steps unless each rate follows from them, and look and save at other times", () => {
    const changes = { name: "b", output: "b", validation: { items: 2 }, checkpoint: { every: 3 } };
    expect(settingsHash(recipeOf({ ...changes, schedule: { steps: 200 } }))).toBe(settingsHash(recipeOf()));
    expect(settingsHash(recipeOf({ schedule: { decaySteps: 7 } }))).not.toBe(settingsHash(recipeOf()));
    const cosine = (steps: number): string => settingsHash(recipeOf({ schedule: { decay: "cosine", steps } }));
    expect(cosine(200)).not.toBe(cosine(100));
  });

  test("is on the same files, whatever has become of the model that it started from", async () => {
    const model = { config: join(root, "tokenizer"), from: "nowhere" };
    await writeFile(join(tokenizer, "config.json"), '{ "model_type": "llama" }');
    const before = await trainedOn(recipeOf({ model, tokenizer }));
    expect(Object.keys(before)).toEqual(["model.config", "tokenizer"]);
    await writeFile(join(tokenizer, "model.safetensors"), "trained on");
    expect(await trainedOn(recipeOf({ model, tokenizer }))).toEqual(before);
    await writeFile(join(tokenizer, "tokenizer_config.json"), "{}");
    const after = await trainedOn(recipeOf({ model, tokenizer }));
    expect(after).toMatchObject({ "model.config": before["model.config"] });
    expect(after["tokenizer"]).not.toBe(before["tokenizer"]);
    expect(await trainedOn(recipeOf({ model, tokenizer: join(tokenizer, "tokenizer.json") }))).toEqual(after);
  });
});

test("workers of a run have its steps, which their last rates follow from", async () => {
  const [run, longer, moved] = await Promise.all([
    sharedIdentity(recipeOf()),
    sharedIdentity(recipeOf({ schedule: { steps: 200 } })),
    sharedIdentity(recipeOf({ name: "b", output: "b" })),
  ]);
  expect(longer.settings).not.toBe(run.settings);
  expect(moved).toEqual(run);
});
