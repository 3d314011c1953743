import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadEvaluationRecipe } from "../../src/evaluation/recipe.js";
import { loadRecipe } from "../../src/training/recipe-file.js";
import type { MethodRecipe } from "../../src/training/recipe.js";

const load = (name: string): Promise<MethodRecipe> =>
  loadRecipe(`recipes/smollm2/${name}.yaml`) as Promise<MethodRecipe>;

describe.each(["reasoning", "tools"])("the recipes of %s for SmolLM2", (name) => {
  test("train all methods on the same data, as many samples a step in as many steps", async () => {
    const recipes = await Promise.all([load(name), load(`${name}-paper`), load(`${name}-lora`)]);
    const samples = recipes.map(({ seed, data, edge, schedule: { steps, batch, queries, accumulate } }) => ({
      seed,
      data,
      edge,
      schedule: { steps, queries, prompts: batch * accumulate },
    }));
    expect(samples[1]).toEqual(samples[0]);
    expect(samples[2]).toEqual(samples[0]);
  });

  const evaluated = async (path: string): Promise<Set<string | string[]>> => {
    const { methods } = await loadEvaluationRecipe(path);
    return new Set(methods.flatMap((method) => ("directory" in method ? [method.directory] : [])));
  };
  const best = async (...names: string[]): Promise<Set<string>> =>
    new Set((await Promise.all(names.map(load))).map(({ output }) => `${output}/best`));

  test("are evaluated where they were trained to", async () => {
    expect(await evaluated(`recipes/smollm2/${name}-eval.yaml`)).toEqual(await best(name, `${name}-lora`));
  });

  test("are evaluated with the paper's form where its row is no comment", async () => {
    const text = await readFile(`recipes/smollm2/${name}-eval.yaml`, "utf8");
    const directory = await mkdtemp(join(tmpdir(), "lora-gen-recipe-"));
    const path = join(directory, "eval.yaml");
    await writeFile(path, text.replace("# - {", "- {"));
    expect(await evaluated(path)).toEqual(await best(name, `${name}-lora`, `${name}-paper`));
    await rm(directory, { recursive: true });
  });
});

test("the bare model is asked the same questions", async () => {
  const [chat, plain] = await Promise.all(
    ["reasoning-eval", "reasoning-plain"].map((name) => loadEvaluationRecipe(`recipes/smollm2/${name}.yaml`)),
  );
  expect(plain!.tasks).toEqual(chat!.tasks.map((task) => ({ ...task, writing: "plain" })));
});
