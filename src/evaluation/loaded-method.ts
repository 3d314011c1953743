/** @file Trained methods in memory, on an edge model that is read already. */

import { Tokenizer } from "../lm/tokenizer.js";
import type { Base, MadeMethod } from "../methods/kind.js";
import { encodeSystemPrompt } from "../methods/lora-gen/generator.js";
import { openMethod } from "../methods/saved-method.js";
import type { TensorMap } from "../tensor/host-tensor.js";

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

/** Reads the tokenizer of the model that reads prompts, if one does. */
export async function promptEncoder(source?: string): Promise<LoadedMethod["promptIds"]> {
  if (source === undefined) return () => [];
  const tokenizer = await Tokenizer.load(source);
  return (system) => encodeSystemPrompt(tokenizer, system);
}
