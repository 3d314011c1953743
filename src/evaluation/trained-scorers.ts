/** @file What was trained and saved, on an edge model that is read already. */

import { readWeights } from "../lm/read-weights.js";
import { Tokenizer } from "../lm/tokenizer.js";
import type { Base, MadeMethod } from "../methods/kind.js";
import type { GeneratorCheckpoint } from "../methods/lora-gen/checkpoint.js";
import { encodeSystemPrompt } from "../methods/lora-gen/generator.js";
import { loraGen } from "../methods/lora-gen/method.js";
import { openMethod } from "../methods/saved-method.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { methodScorer, type Scorer } from "./scorer.js";

/** A trained method in memory, and what writes its prompts and requests as token ids. */
export interface LoadedMethod extends Pick<MadeMethod, "method" | "longestPrompt" | "longestRequest"> {
  tensors: TensorMap;
  edgeTokenizer: Tokenizer;
  /** What it reads of a system prompt; nothing, where it reads none. */
  promptIds(system: string): number[];
}

/** Reads a method directory (`method.json`). Errors as of `openMethod`. */
export async function loadMethod(directory: string, edge: Base, edgeTokenizer: Tokenizer): Promise<LoadedMethod> {
  const opened = await openMethod(directory);
  try {
    const { method, longestPrompt, longestRequest, tensors } = await opened.load({ edge });
    const { reader } = opened.kind;
    const source = reader && (reader === "cloud" ? opened.cloud! : opened.edge).source;
    const promptIds = await promptEncoder(source);
    return { method, longestPrompt, longestRequest, tensors, edgeTokenizer, promptIds };
  } finally {
    await opened.close();
  }
}

async function promptEncoder(source: string | undefined): Promise<LoadedMethod["promptIds"]> {
  if (source === undefined) return () => [];
  const tokenizer = await Tokenizer.load(source);
  return (system) => encodeSystemPrompt(tokenizer, system);
}

/** LoRA-Gen by its own graph: prompts and requests in one run. */
export async function loraGenScorer(
  { dimensions: d, cloud, tensors }: GeneratorCheckpoint,
  { config, weights }: Base,
  edgeTokenizer: Tokenizer,
  threads?: number,
): Promise<Scorer> {
  const loaded = {
    method: loraGen(d, { cloud: await readWeights(cloud, d.cloud), edge: weights }, 0),
    longestPrompt: d.cloud.positions - d.metaTokens,
    longestRequest: config.positions,
    tensors,
    edgeTokenizer,
    promptIds: await promptEncoder(cloud.source),
  };
  return methodScorer(loaded, threads);
}
