/** @file From a system prompt to files: an adapter with its provenance, or a model with the adapter merged. */

import { adapterBytes } from "../../adapter/adapter.js";
import { saveMergedModel } from "../../adapter/merged-model.js";
import { modelCard } from "../../adapter/model-card.js";
import { saveAdapter } from "../../adapter/peft.js";
import type { Generator } from "./generator.js";
import { provenanceOf } from "./provenance.js";
import { gatesBytes } from "./settings.js";

export interface Specialization {
  /** Tokens of the prompt, as the cloud model read it. */
  promptTokens: number;
  /** What the adapter weighs in half precision: as LoRA factors, and as gates where the edge model holds the expert pools. */
  adapterBytes: number;
  gatesBytes: number;
}

export interface SpecializeOptions {
  /** A whole model directory instead of an adapter. */
  merged?: boolean | undefined;
  /** Tells the prompt in the README.md that is written; its hash is there in any case. */
  publishPrompt?: boolean;
  /** Rejects with its reason, and leaves what was there. */
  signal?: AbortSignal | undefined;
}

/** Reads a system prompt and writes what the edge model becomes by it: a PEFT directory (half precision), or a merged model. */
export async function specialize(
  generator: Generator,
  prompt: string,
  directory: string,
  { merged = false, publishPrompt = false, signal }: SpecializeOptions = {},
): Promise<Specialization> {
  const generated = await generator.generate(prompt);
  signal?.throwIfAborted();
  const { adapter, promptTokens } = generated;
  const { dimensions: d, edge } = generator;
  const provenance = await provenanceOf(generator, prompt, generated);
  const readme = await modelCard({
    kind: merged ? "model" : "adapter",
    base: edge,
    adapter,
    provenance,
    ...(publishPrompt ? { prompt } : {}),
  });
  if (merged) await saveMergedModel(directory, edge, adapter, { readme, signal });
  else
    await saveAdapter(directory, adapter, {
      config: d.edge,
      base: edge,
      provenance,
      dtype: "f16",
      readme,
    });
  return { promptTokens, adapterBytes: adapterBytes(adapter), gatesBytes: gatesBytes(d) };
}
