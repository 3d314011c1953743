/** @file Scorers of what was trained and saved, on an edge model that is read already. */

import { readWeights } from "../lm/read-weights.js";
import { Tokenizer } from "../lm/tokenizer.js";
import type { Base } from "../methods/kind.js";
import type { GeneratorCheckpoint } from "../methods/lora-gen/checkpoint.js";
import { loraGen } from "../methods/lora-gen/method.js";
import { openMethod } from "../methods/saved-method.js";
import { methodScorer, type Scorer } from "./scorer.js";

/** LoRA-Gen by its own graph: prompts and requests in one run. */
export async function loraGenScorer(
  { dimensions: d, cloud, tensors }: GeneratorCheckpoint,
  { config, weights }: Base,
  tokenizer: Tokenizer,
  threads?: number,
): Promise<Scorer> {
  const method = loraGen(d, { cloud: await readWeights(cloud, d.cloud), edge: weights }, 0);
  const longest = { longestPrompt: d.cloud.positions - d.metaTokens, longestRequest: config.positions };
  const tokenizers = { reader: await Tokenizer.load(cloud.source), edge: tokenizer };
  return methodScorer({ method, ...longest }, tensors, tokenizers, threads);
}

/** A method directory (`method.json`). */
export async function savedScorer(
  directory: string,
  edge: Base,
  tokenizer: Tokenizer,
  threads?: number,
): Promise<Scorer> {
  const opened = await openMethod(directory);
  try {
    const { tensors, ...made } = await opened.load({ edge });
    const { reader } = opened.kind;
    const source = reader && (reader === "cloud" ? opened.cloud! : opened.edge).source;
    const tokenizers = { edge: tokenizer, ...(source ? { reader: await Tokenizer.load(source) } : {}) };
    return await methodScorer(made, tensors, tokenizers, threads);
  } finally {
    await opened.close();
  }
}
