/** @file The adapter that a trained method is for a system prompt, where there is one, and files of it. */

import { adapterBytes, type Adapter } from "../adapter/adapter.js";
import { saveMergedModel } from "../adapter/merged-model.js";
import { modelCard } from "../adapter/model-card.js";
import { saveAdapter } from "../adapter/peft.js";
import { InputError, MergeError } from "../errors.js";
import { parseConfig, type DecoderConfig } from "../lm/config.js";
import { Tokenizer } from "../lm/tokenizer.js";
import { compile } from "../runtime/node.js";
import type { Base } from "./kind.js";
import { encodeSystemPrompt } from "./lora-gen/generator.js";
import type { OpenMethod } from "./saved-method.js";

/** An adapter for the edge model, and the tokens of the prompt it was made from. */
export interface MadeAdapter {
  adapter: Adapter;
  promptTokens: number;
  /** Path of the edge model, and what it is. */
  edge: string;
  config: DecoderConfig;
}

/** Makes adapters by a trained method, of which no weights are read again between two prompts. */
export interface AdapterMaker {
  /** Whether the method's context holds a system prompt, which must not be empty. */
  takes(systemPrompt: string): boolean;
  /** Throws an `InputError` for a prompt that is too long or empty. */
  make(systemPrompt: string): Promise<{ adapter: Adapter; promptTokens: number }>;
  dispose(): Promise<void>;
}

/** Throws a `MergeError` with the reason for a method that no weights stand for (token-wise gates, soft prompts). */
export async function adapterMaker(
  directory: string,
  opened: OpenMethod,
  { edge, threads }: { edge?: Base; threads?: number | undefined } = {},
): Promise<AdapterMaker> {
  const { kind } = opened;
  if (kind.unmergeable) throw new MergeError(`${directory}: ${kind.name} can't be merged: ${kind.unmergeable}`);
  const { method, tensors, adapter, longestPrompt } = await opened.load(edge ? { edge } : {});
  const reader = kind.reader === "cloud" ? opened.cloud! : opened.edge;
  const tokenizer = await Tokenizer.load(reader.source);
  const { outputs, read } = adapter!();
  const weights = { ...method.frozen, ...tensors };
  const program = await compile(outputs, { weights, ...(threads ? { threads } : {}) });
  return {
    takes: (systemPrompt) =>
      systemPrompt.trim() !== "" && encodeSystemPrompt(tokenizer, systemPrompt).length <= longestPrompt,
    async make(systemPrompt) {
      if (systemPrompt.trim() === "")
        throw new InputError("the system prompt is empty: there is nothing to make an adapter from");
      const prompt = encodeSystemPrompt(tokenizer, systemPrompt);
      if (prompt.length > longestPrompt)
        throw new InputError(
          `the system prompt has ${prompt.length} tokens; this method reads at most ${longestPrompt}`,
        );
      return { adapter: read(await program.run(method.promptFeeds([prompt]))), promptTokens: prompt.length };
    },
    dispose: () => program.dispose(),
  };
}

/** Reads a system prompt by the method in `directory`. Errors as of `openMethod`, `adapterMaker` and its `make`. */
export async function adapterOfMethod(directory: string, systemPrompt: string): Promise<MadeAdapter> {
  // All methods come with it: who asks for none does without.
  const { openMethod } = await import("./saved-method.js");
  const opened = await openMethod(directory);
  const { edge } = opened;
  try {
    const maker = await adapterMaker(directory, opened);
    const made = await maker.make(systemPrompt);
    await maker.dispose();
    return { ...made, edge: edge.source, config: parseConfig(edge.config, edge.source) };
  } finally {
    await opened.close();
  }
}

/** As `specialize`, by a method directory: a PEFT directory (half precision), or the edge model with the adapter merged. */
export async function specializeByMethod(
  method: string,
  prompt: string,
  directory: string,
  { merged = false, signal }: { merged?: boolean | undefined; signal?: AbortSignal | undefined } = {},
): Promise<{ promptTokens: number; adapterBytes: number }> {
  const { adapter, promptTokens, edge, config } = await adapterOfMethod(method, prompt);
  signal?.throwIfAborted();
  const readme = await modelCard({ kind: merged ? "model" : "adapter", base: edge, adapter });
  if (merged) await saveMergedModel(directory, edge, adapter, { readme, signal });
  else await saveAdapter(directory, adapter, { config, base: edge, dtype: "f16", readme });
  return { promptTokens, adapterBytes: adapterBytes(adapter) };
}
