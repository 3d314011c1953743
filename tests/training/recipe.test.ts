import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { loadRecipe, parseRecipe, RecipeError } from "../../src/training/recipe-file.js";
import type { Recipe } from "../../src/training/recipe.js";

const pretraining = `
name: edge
method: lm
output: runs/edge
data:
  kind: nano
  families: { tools: 2, classification: 1 }
  shots: [0, 5]
  turns: 3
schedule:
  steps: 1000
  batch: 16
  learningRate: 3e-3
model:
  config: { model_type: llama, hidden_size: 192 }
tokenizer: checkpoints/nano/tokenizer.json
`;

const loraGen = `
name: nano
method: lora-gen
output: runs/nano
data: { kind: jsonl, train: train.jsonl, validation: validation.jsonl }
schedule: { steps: 100 }
cloud: models/cloud
edge: models/edge
`;

const lora = `
name: lora
method: lora
output: runs/lora
data: { kind: nano }
schedule: { steps: 100 }
edge: models/edge
`;

const pick = (object: object, keys: string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
const parse = (text: string) => parseRecipe(text.trimStart(), "recipe.yaml");
function mistakes(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof RecipeError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("a right recipe", () => {
  test("keeps what it says", () => {
    expect(parse(pretraining)).toMatchObject({
      method: "lm",
      seed: 0,
      data: { kind: "nano", families: { tools: 2, classification: 1 }, shots: [0, 5], turns: 3 },
      schedule: { learningRate: 3e-3, clip: 1, accumulate: 1, dropout: 0 },
      model: { config: { model_type: "llama", hidden_size: 192 } },
      promptLossWeight: 1,
      withoutPrompt: 0,
    });
  });

  test("of lora-gen has the paper's defaults", () => {
    expect(parse(loraGen)).toMatchObject({
      generator: {
        experts: 8,
        topK: 2,
        rank: 16,
        alpha: 16,
        mix: "factors",
        router: "keep-top-k",
        routes: "layer",
        cloudTargets: ["q", "v"],
        balance: 0.01,
      },
      schedule: {
        batch: 64,
        learningRate: 2e-5,
        warmupSteps: 50,
        decay: "cosine",
        finalLearningRate: 0,
        weightDecay: 0.1,
        beta1: 0.9,
        beta2: 0.999,
        dropout: 0.05,
        queries: 1,
      },
    });
  });

  test("of lora has the same schedule", () => {
    const recipe = parse(lora);
    expect(recipe).toMatchObject({ lora: { rank: 16, alpha: 16 } });
    expect(recipe.schedule).toEqual(parse(loraGen).schedule);
  });

  test("of pretraining may leave the number of requests to a file, and not to the nano world", () => {
    const file = pretraining
      .replace("kind: nano", "kind: jsonl\n  train: t\n  validation: v")
      .replace(/\n {2}(fam|shots).*/g, "");
    expect(parse(file)).toMatchObject({ data: { kind: "jsonl", turns: 3 } });
    expect(parse(file.replace(/\n {2}turns.*/, "")).data).toEqual({ kind: "jsonl", train: "t", validation: "v" });
    expect(mistakes(pretraining.replace(/\n {2}turns.*/, ""))).toEqual(['recipe.yaml:4: "data.turns" is missing']);
  });

  test("may use anchors, comments and JSON", () => {
    const anchored = lora
      .replace("name: lora", "name: &e models/edge # the small one")
      .replace("edge: models/edge", "edge: *e");
    expect(parse(anchored)).toMatchObject({ name: "models/edge", edge: "models/edge" });
    expect(parse(JSON.stringify(parse(loraGen)))).toEqual(parse(loraGen));
  });
});

describe("a wrong recipe names the line", () => {
  test("of a misspelt key, and what was meant", () => {
    expect(mistakes(pretraining.replace("learningRate", "learning_rat"))).toEqual([
      'recipe.yaml:12: "learning_rat" is not a setting; did you mean "learningRate"?',
    ]);
    expect(mistakes(pretraining.replace("tools: 2", "tool: 2"))).toEqual([
      'recipe.yaml:6: "tool" is not a setting; did you mean "tools"?',
    ]);
  });

  test("of a key that resembles nothing, with the ones there are", () => {
    expect(mistakes(lora + "lora: { rank: 4, zzzzzzz: 1 }")).toEqual([
      'recipe.yaml:7: "zzzzzzz" is not a setting of "lora"; there are "rank", "alpha", "targets", "from"',
    ]);
  });

  test("of a missing setting: the group that lacks it", () => {
    expect(mistakes(pretraining.replace("  batch: 16\n", ""))).toEqual(['recipe.yaml:9: "schedule.batch" is missing']);
    expect(mistakes(lora.replace("edge: models/edge\n", ""))).toEqual(['recipe.yaml:1: "edge" is missing']);
  });

  test("of a wrong type", () => {
    expect(mistakes(pretraining.replace("batch: 16", "batch: many"))).toEqual([
      'recipe.yaml:11: "schedule.batch" must be a number, got "many"',
    ]);
    expect(mistakes(pretraining.replace("batch: 16", "batch: 1.5"))).toEqual([
      'recipe.yaml:11: "schedule.batch" must be a whole number, got 1.5',
    ]);
    expect(mistakes(pretraining.replace("learningRate: 3e-3", "learningRate: .nan"))).toEqual([
      'recipe.yaml:12: "schedule.learningRate" must be a number, got NaN',
    ]);
    expect(mistakes(pretraining.replace("{ model_type: llama, hidden_size: 192 }", "3"))).toEqual([
      'recipe.yaml:14: "model.config" must be a path or a Hugging Face configuration',
    ]);
    expect(mistakes(lora.replace("{ steps: 100 }", ""))).toEqual([
      'recipe.yaml:5: "schedule" must be a group of settings, got null',
    ]);
  });

  test("of a value out of range", () => {
    expect(mistakes(pretraining.replace("batch: 16", "batch: 0"))).toEqual([
      'recipe.yaml:11: "schedule.batch" must be at least 1, got 0',
    ]);
    expect(mistakes(pretraining + "withoutPrompt: 1.5")).toEqual([
      'recipe.yaml:16: "withoutPrompt" must be at most 1, got 1.5',
    ]);
    expect(mistakes(lora.replace("100", "100, dropout: 1, learningRate: 0"))).toEqual([
      'recipe.yaml:5: "schedule.learningRate" must be more than 0, got 0',
      'recipe.yaml:5: "schedule.dropout" must be less than 1, got 1',
    ]);
    for (const rate of ["beta1", "beta2", "momentum"])
      expect(mistakes(lora.replace("100", `100, ${rate}: 1`))).toEqual([
        `recipe.yaml:5: "schedule.${rate}" must be less than 1, got 1`,
      ]);
    expect(mistakes(lora.replace("models/edge", '""'))).toEqual(['recipe.yaml:6: "edge" must not be empty']);
    expect(mistakes(lora + "lora:\n  targets:\n    - q\n    - qq\n")).toEqual([
      'recipe.yaml:10: "lora.targets.1" is "qq", did you mean "q"? ("q", "k", "v", "o", "gate", "up", "down")',
    ]);
  });

  test("of settings of a method that do not fit, or that it does not have", () => {
    const mixLora = `${lora.replace("method: lora", "method: mix-lora")}settings: { experts: 2, topK: 3 }\n`;
    expect(mistakes(mixLora)).toEqual(['recipe.yaml:7: "settings.topK" must not exceed experts']);
    expect(mistakes(mixLora.replace("topK: 3", "top: 2"))).toEqual([
      'recipe.yaml:7: "top" is not a setting; did you mean "topK"?',
    ]);
    expect(mistakes(mixLora.replace("mix-lora", "direct").replace(/settings.*/, ""))).toEqual([
      'recipe.yaml:1: "cloud" is missing',
    ]);
  });

  test("of a dropout that pretraining does not have", () => {
    expect(parse(pretraining.replace("16\n", "16\n  dropout: 0\n"))).toEqual(parse(pretraining));
    expect(mistakes(pretraining.replace("16\n", "16\n  dropout: 0.1\n"))).toEqual([
      'recipe.yaml:12: "schedule.dropout" must be 0: language models are trained without it',
    ]);
  });

  test("of an unknown method or kind of data", () => {
    expect(mistakes(loraGen.replace("lora-gen", "loragen"))).toEqual([
      'recipe.yaml:2: "method" is "loragen", did you mean "lora-gen"? ("lm", "lora-gen", "lora", "lora-moe", "mix-lora", "direct", "auto-compressor", "lora-hub")',
    ]);
    expect(mistakes(loraGen.replace("method: lora-gen\n", ""))).toEqual([
      'recipe.yaml:1: "method" is missing; it is one of "lm", "lora-gen", "lora", "lora-moe", "mix-lora", "direct", "auto-compressor", "lora-hub"',
    ]);
    expect(mistakes(loraGen.replace("jsonl,", "parquet,"))).toEqual([
      'recipe.yaml:4: "data.kind" is "parquet", must be one of "nano", "jsonl"',
    ]);
  });

  test("of settings that contradict each other", () => {
    expect(mistakes(loraGen + "generator: { experts: 4, topK: 5 }")).toEqual([
      'recipe.yaml:8: "generator.topK" must not exceed experts',
    ]);
    expect(mistakes(loraGen + "generator:\n  experts: 2\n  router: linear")).toEqual([
      'recipe.yaml:8: "generator.balance" must be 0 with router: linear: signed gates have no mean to be balanced around',
    ]);
    expect(mistakes(loraGen + "generator:\n  experts: 4\n  router: linear\n  balance: 0")).toEqual([
      'recipe.yaml:10: "generator.router" keeps every expert when linear: topK must equal experts',
    ]);
    expect(mistakes(lora + "lora: { targets: [q, q] }")).toEqual([
      'recipe.yaml:7: "lora.targets" names a projection twice',
    ]);
    expect(mistakes(pretraining.replace("[0, 5]", "[5, 0]"))).toEqual([
      'recipe.yaml:7: "data.shots" must be [fewest, most]',
    ]);
    expect(mistakes(pretraining.replace("{ tools: 2, classification: 1 }", "{ tools: 0 }"))).toEqual([
      'recipe.yaml:6: "data.families" needs at least one family with a weight above 0',
    ]);
  });

  test("of broken YAML and of a key given twice", () => {
    expect(mistakes("name: x\nmethod: [lm\n")[0]).toMatch(/^recipe[.]yaml:[23]: not valid YAML: /);
    expect(mistakes(`${lora}seed: 1\nseed: 2\n`)).toEqual(['recipe.yaml:8: "seed" is given twice']);
  });

  test("of an alias without its anchor, and of aliases that multiply", () => {
    expect(mistakes(lora.replace("models/edge", "*e"))).toEqual(['recipe.yaml:6: nothing above is named "&e"']);
    const tenfold = (n: number) =>
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(", ")}]\n`;
    expect(mistakes(`a0: &a0 x\n${[1, 2, 3, 4, 5].map(tenfold).join("")}`)).toEqual([
      "recipe.yaml:1: its aliases make it too large",
    ]);
  });

  test("and several mistakes are told at once, in the order of the file", () => {
    const wrong = mistakes(
      pretraining.replace("batch: 16", "batch: 0").replace("turns", "turn").replace("lm", "lm\nsead: 3"),
    );
    expect(wrong).toEqual([
      'recipe.yaml:3: "sead" is not a setting; did you mean "seed"?',
      'recipe.yaml:9: "turn" is not a setting; did you mean "turns"?',
      'recipe.yaml:12: "schedule.batch" must be at least 1, got 0',
    ]);
  });

  test("even when it is no mapping at all", () => {
    expect(mistakes("just text")).toEqual(['recipe.yaml:1: the recipe must be a group of settings, got "just text"']);
    expect(mistakes("")).toEqual(["recipe.yaml:1: the recipe must be a group of settings, got null"]);
  });
});

test("a recipe file is loaded, and one that isn't there is a file error", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lora-gen-"));
  const path = join(directory, "recipe.yaml");
  await expect(loadRecipe(path)).rejects.toThrow(FileError);
  writeFileSync(path, lora);
  expect(await loadRecipe(path)).toMatchObject({ name: "lora" });
  rmSync(directory, { recursive: true });
});

describe("the documentation", () => {
  const examples = [...readFileSync("docs/recipes.md", "utf8").matchAll(/```yaml\n(.*?)```/gs)].map(
    (match) => match[1]!,
  );

  test("shows recipes that are right", () => {
    expect(examples).toHaveLength(6);
    for (const example of examples) parse(example);
  });

  test("shows the defaults as they are", () => {
    const [languageModel, loraGen, lora, mixLora, loraHub] = examples.map((example) => parse(example));
    const shown = (recipe: Recipe | undefined, settings: string[], steps: object) =>
      parse(JSON.stringify({ ...pick(recipe!, ["name", "method", "output", "data", ...settings]), schedule: steps }));
    expect(shown(languageModel, ["model", "tokenizer"], { steps: 20000, batch: 32, learningRate: 3e-3 })).toEqual(
      languageModel,
    );
    expect(shown(loraGen, ["cloud", "edge"], { steps: 5000 })).toEqual(loraGen);
    expect(shown(lora, ["edge"], { steps: 5000 })).toEqual(lora);
    expect(shown(mixLora, ["edge"], { steps: 5000 })).toEqual(mixLora);
    expect(shown(loraHub, ["edge", "adapters"], {})).toEqual(loraHub);
  });
});
