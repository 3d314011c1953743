/** @file LoRA-Gen as a scorer, on an edge model that is read already. */

import { readWeights } from "../lm/read-weights.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { Base } from "../methods/kind.js";
import type { GeneratorCheckpoint } from "../methods/lora-gen/checkpoint.js";
import { loraGen } from "../methods/lora-gen/method.js";
import { longestPrompt } from "../methods/lora-gen/settings.js";
import { promptEncoder } from "./loaded-method.js";
import { methodScorer, type Scorer } from "./scorer.js";

/** LoRA-Gen by its own graph: prompts and requests in one run. */
export async function loraGenScorer(
  { dimensions: d, cloud, tensors }: GeneratorCheckpoint,
  { config, weights }: Base,
  edgeTokenizer: Tokenizer,
  threads?: number,
): Promise<Scorer> {
  const loaded = {
    method: loraGen(d, { cloud: await readWeights(cloud, d.cloud), edge: weights }, 0),
    longestPrompt: longestPrompt(d),
    longestRequest: config.positions,
    tensors,
    edgeTokenizer,
    promptIds: await promptEncoder(cloud.source),
  };
  return methodScorer(loaded, threads);
}
