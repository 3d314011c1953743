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

  test("are evaluated where they were trained to", async () => {
    const outputs = await Promise.all([load(name), load(`${name}-lora`)]);
    const { methods } = await loadEvaluationRecipe(`recipes/smollm2/${name}-eval.yaml`);
    const directories = methods.flatMap((method) => ("directory" in method ? [method.directory] : []));
    expect(new Set(directories)).toEqual(new Set(outputs.map(({ output }) => `${output}/best`)));
  });
});

test("the bare model is asked the same questions", async () => {
  const [chat, plain] = await Promise.all(
    ["reasoning-eval", "reasoning-plain"].map((name) => loadEvaluationRecipe(`recipes/smollm2/${name}.yaml`)),
  );
  expect(plain!.tasks).toEqual(chat!.tasks.map((task) => ({ ...task, writing: "plain" })));
});
