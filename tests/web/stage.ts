/** @file What the suites in Chromium share: one build, one browser, one pair of models. */

import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { evaluationRecipeSchema } from "../../src/evaluation/recipe.js";
import type { EvaluationResult } from "../../src/evaluation/result.js";
import { evaluateRecipe } from "../../src/evaluation/run.js";
import { gatesOf, saveGates } from "../../src/methods/lora-gen/gates.js";
import { Generator, type Generated } from "../../src/methods/lora-gen/generator.js";
import { provenanceOf } from "../../src/methods/lora-gen/provenance.js";
import { specialize } from "../../src/methods/lora-gen/specialize.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { launchChromium } from "./chromium.js";
import { openSite, writeSums, type Site } from "./site.js";

/** As a system prompt it makes rows long enough for all that ONNX Runtime does in attention on WebGPU. */
export const prompt = "Answer in one word, in lower case.";

export interface Stage {
  pair: TinyPair;
  /** In Node. */
  generator: Generator;
  /** What Node makes of the prompt; its adapter is at `models/adapter` too, its gates at `models/adapter.gates`. */
  made: Generated;
  /** Of the pair; lies beside the generator. */
  evaluation: EvaluationResult;
  /** Has the pair at `models/` of both pages. */
  site: Site;
  browser: Browser;
}

export async function openStage(): Promise<Stage> {
  const pair = await makeTinyPair();
  const evaluation = await evaluate(pair);
  for (const name of ["cloud", "edge", "generator"]) await writeSums(join(pair.root, name));
  const generator = await Generator.load(pair.generator, { thread: "main" });
  const made = await generator.generate(prompt);
  await specialize(generator, prompt, join(pair.root, "adapter"));
  await saveGates(join(pair.root, "adapter.gates"), gatesOf(await provenanceOf(generator, prompt, made)));
  return {
    pair,
    evaluation,
    generator,
    made,
    site: await openSite({ "/web/models/": pair.root, "/tests/web/page/models/": pair.root }),
    browser: await launchChromium(),
  };
}

async function evaluate({ root, edge, generator }: TinyPair): Promise<EvaluationResult> {
  const recipe = evaluationRecipeSchema.parse({
    name: "A tiny pair",
    output: join(root, "evaluation"),
    edge,
    methods: [{ method: "none" }, { method: "lora-gen", directory: generator }],
    tasks: [{ task: "nano", splits: ["seen", "unseen"], items: 4, shots: 0 }],
    bootstrap: 20,
    permutations: 20,
  });
  const result = await evaluateRecipe(recipe, { threads: 1 });
  await rename(join(recipe.output, "result.json"), join(generator, "evaluation.json"));
  return result;
}

export async function closeStage({ pair, generator, site, browser }: Stage): Promise<void> {
  await browser.close();
  await site.close();
  await generator.dispose();
  await rm(pair.root, { recursive: true, force: true });
}
