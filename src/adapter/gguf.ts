/** @file What llama.cpp takes: an adapter as a GGUF LoRA, and a model with the adapter merged as one GGUF file. */

import { openCheckpoint, readModelConfig } from "../lm/checkpoint.js";
import { parseConfig } from "../lm/config.js";
import type { SavedGguf, SavedTensors } from "../lm/save-gguf.js";
import { readTokenizerFiles } from "../lm/tokenizer-files.js";
import { writeGguf } from "../tensor/gguf-file.js";
import type { GgufDtype } from "../tensor/quantize.js";
import type { Adapter } from "./adapter.js";
import { ggufLora, type AdapterGguf } from "./gguf-lora.js";
import { mergedReader } from "./merged-weights.js";

export type { AdapterGguf } from "./gguf-lora.js";

/**
 * Writes what `llama-cli --lora` loads onto the model at `base`. Throws a `ShapeError` if the adapter does not fit, a
 * `FileError` for an architecture that llama.cpp has not.
 */
export async function saveAdapterGguf(file: string, base: string, options: AdapterGguf): Promise<SavedTensors> {
  const { fields, tensors } = ggufLora(await readModelConfig(base), base, options);
  return { bytes: await writeGguf(file, fields, tensors), tensors: tensors.length };
}

export interface MergedGguf {
  readonly adapter?: Adapter | undefined;
  /** `general.name` */
  readonly name: string;
  readonly dtype: GgufDtype;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the model at `base`, a directory or a GGUF file, with the adapter merged if there is one, reading and merging
 * one weight at a time. Throws a `ShapeError` if the adapter does not fit, a `FileError` as of `saveGguf`.
 */
export async function saveMergedGguf(
  file: string,
  base: string,
  { adapter, name, dtype, signal }: MergedGguf,
): Promise<SavedGguf> {
  const { saveGguf } = await import("../lm/save-gguf.js"); // few programs write models: the package is imported sooner
  const checkpoint = await openCheckpoint(base);
  try {
    const config = parseConfig(checkpoint.config, base);
    const read = mergedReader(checkpoint, config, adapter, signal);
    const tokenizer = await readTokenizerFiles(base);
    return await saveGguf(file, { config, source: base, name, tokenizer, read }, dtype);
  } finally {
    await checkpoint.close();
  }
}
