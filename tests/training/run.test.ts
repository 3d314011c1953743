import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { loadRecipe } from "../../src/training/recipe-file.js";
import type { LoraRecipe } from "../../src/training/recipe.js";
import { trainedOn } from "../../src/training/recipe-identity.js";
import { objectiveOf, trainRecipe } from "../../src/training/run.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
beforeAll(async () => {
  pair = await makeTinyPair();
});
afterAll(() => rm(pair.root, { recursive: true }));

async function recipe(name: string, lora: string): Promise<LoraRecipe> {
  const file = join(pair.root, `${name}.yaml`);
  const lines = [
    `{ name: ${name}, method: lora, output: ${join(pair.root, name)}, data: { kind: nano }, edge: ${pair.edge}, lora: ${lora},`,
    "  schedule: { steps: 3, batch: 2, queries: 2, learningRate: 0.05, warmupSteps: 0, dropout: 0 },",
    "  validation: { every: 3, items: 4 } }",
  ];
  await writeFile(file, lines.join("\n"));
  return (await loadRecipe(file)) as LoraRecipe;
}

const validationLoss = async (r: LoraRecipe): Promise<number> => {
  const objective = await objectiveOf(r);
  const { loss } = await objective.validate();
  await objective.dispose();
  return loss;
};

test("a LoRA is gone on from where another run left it", async () => {
  const settings = "rank: 2, alpha: 4, targets: [q, down]";
  const first = await recipe("first", `{ ${settings} }`);
  await trainRecipe(first);
  const metrics = (await readFile(join(first.output, "metrics.jsonl"), "utf8")).trim().split("\n");
  const left = (JSON.parse(metrics.at(-1)!) as Record<string, number>)["validation.loss"]!;
  const from = join(first.output, "best");
  const next = await recipe("next", `{ ${settings}, from: ${from} }`);
  // It is saved in half precision.
  expect(await validationLoss(next)).toBeCloseTo(left, 3);
  expect(Math.abs((await validationLoss(first)) - left)).toBeGreaterThan(0.01);
  // A run goes on whatever has become of what it started from.
  expect(await trainedOn(next)).toEqual(await trainedOn(first));

  const other = recipe("other", `{ rank: 1, alpha: 2, targets: [q, down], from: ${from} }`).then(objectiveOf);
  await expect(other).rejects.toThrow(
    new FileError(from, "can't be gone on from: its rank is 2, the recipe's 1; make them the same"),
  );
  const missing = recipe("missing", `{ ${settings}, from: ${join(pair.root, "nowhere")} }`).then(objectiveOf);
  await expect(missing).rejects.toThrow("nowhere");
});

test("a run that has done its steps is not made again, unless its last model is missing", async () => {
  const settings = "{ rank: 2, alpha: 4, targets: [q] }";
  const run = await recipe("finished", settings);
  const progress = await trainRecipe(run);
  const metrics = join(run.output, "metrics.jsonl");
  await writeFile(metrics, "as it was");
  expect(await trainRecipe(run, { resume: true })).toEqual(progress);
  expect(await readFile(metrics, "utf8")).toBe("as it was");
  await writeFile(metrics, "");
  await rm(join(run.output, "last"), { recursive: true });
  expect(await trainRecipe(run, { resume: true })).toEqual(progress);
  expect((await stat(join(run.output, "last"))).isDirectory()).toBe(true);
  const other = await recipe("finished", settings.replace("alpha: 4", "alpha: 2"));
  await expect(trainRecipe(other, { resume: true })).rejects.toThrow("was made by a recipe with other settings");
});
