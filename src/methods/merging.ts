/** @file The adapter that a trained method is for a system prompt, where there is one, and files of it. */

import { adapterBytes, type Adapter } from "../adapter/adapter.js";
import { saveMergedModel } from "../adapter/merged-model.js";
import { saveAdapter } from "../adapter/peft.js";
import { InputError, MergeError } from "../errors.js";
import { parseConfig, type DecoderConfig } from "../lm/config.js";
import { Tokenizer } from "../lm/tokenizer.js";
import { compile } from "../runtime/node.js";
import { encodeSystemPrompt } from "./lora-gen/generator.js";

/** An adapter for the edge model, and the tokens of the prompt it was made from. */
export interface MadeAdapter {
  adapter: Adapter;
  promptTokens: number;
  /** Path of the edge model, and what it is. */
  edge: string;
  config: DecoderConfig;
}

/**
 * Reads a system prompt by the method in `directory`. Throws a `MergeError` with the reason for a method that no weights
 * stand for (token-wise gates, soft prompts), and an `InputError` for a prompt that is too long or empty.
 */
export async function adapterOfMethod(directory: string, systemPrompt: string): Promise<MadeAdapter> {
  // All methods come with it: who asks for none does without.
  const { openMethod } = await import("./saved-method.js");
  const opened = await openMethod(directory);
  const { kind, edge } = opened;
  try {
    if (kind.unmergeable) throw new MergeError(`${directory}: ${kind.name} can't be merged: ${kind.unmergeable}`);
    const { method, tensors, adapter, longestPrompt } = await opened.load();
    if (systemPrompt.trim() === "")
      throw new InputError("the system prompt is empty: there is nothing to make an adapter from");
    const reader = kind.reader === "cloud" ? opened.cloud! : edge;
    const prompt = encodeSystemPrompt(await Tokenizer.load(reader.source), systemPrompt);
    if (prompt.length > longestPrompt)
      throw new InputError(`the system prompt has ${prompt.length} tokens; this method reads at most ${longestPrompt}`);
    const { outputs, read } = adapter!();
    const program = await compile(outputs, { weights: { ...method.frozen, ...tensors } });
    const made = read(await program.run(method.promptFeeds([prompt])));
    await program.dispose();
    return {
      adapter: made,
      promptTokens: prompt.length,
      edge: edge.source,
      config: parseConfig(edge.config, edge.source),
    };
  } finally {
    await opened.close();
  }
}

/** As `specialize`, by a method directory: a PEFT directory (half precision), or the edge model with the adapter merged. */
export async function specializeByMethod(
  method: string,
  prompt: string,
  directory: string,
  { merged = false }: { merged?: boolean | undefined } = {},
): Promise<{ promptTokens: number; adapterBytes: number }> {
  const { adapter, promptTokens, edge, config } = await adapterOfMethod(method, prompt);
  if (merged) await saveMergedModel(directory, edge, adapter);
  else await saveAdapter(directory, adapter, { config, base: edge, dtype: "f16" });
  return { promptTokens, adapterBytes: adapterBytes(adapter) };
}
