/** @file What llama.cpp takes: an adapter as a GGUF LoRA, and a model with the adapter merged as one GGUF file. */

import { openCheckpoint } from "../lm/checkpoint.js";
import { parseConfig } from "../lm/config.js";
import { ggufName, permutedHeads, permuteHeads } from "../lm/gguf-names.js";
import { ggufArchitectureOf, saveGguf, type SavedGguf, type SavedTensors } from "../lm/save-gguf.js";
import { readTokenizerFiles } from "../lm/tokenizer-files.js";
import { projectionName } from "../lm/weights.js";
import { writeGguf, type GgufOutput } from "../tensor/gguf-file.js";
import { transposed, type HostTensor } from "../tensor/host-tensor.js";
import type { GgufDtype } from "../tensor/quantize.js";
import { checkFits, updates, type Adapter } from "./adapter.js";
import { mergedReader } from "./merged-weights.js";

interface GgufOptions<D extends GgufDtype> {
  /** `general.name` */
  readonly name: string;
  readonly dtype: D;
}

export interface AdapterGguf extends GgufOptions<"f32" | "f16"> {
  readonly adapter: Adapter;
}

/**
 * Writes what `llama-cli --lora` loads onto the model at `base`. Throws a `ShapeError` if the adapter does not fit, a
 * `FileError` for an architecture that llama.cpp has not.
 */
export async function saveAdapterGguf(file: string, base: string, options: AdapterGguf): Promise<SavedTensors> {
  const { adapter, name, dtype } = options;
  const checkpoint = await openCheckpoint(base);
  await checkpoint.close(); // its configuration is all that is needed
  const c = parseConfig(checkpoint.config, base);
  checkFits(adapter, c);
  const architecture = ggufArchitectureOf(c, base);
  const tensors = [...updates(adapter)].flatMap(({ layer, projection, update }): GgufOutput[] => {
    const weight = `${projectionName(c, layer, projection)}.weight`;
    const heads = permutedHeads(architecture, weight, c);
    const a = transposed(update.a); // [rank, in]
    const b = heads === undefined ? transposed(update.b) : permuteHeads(transposed(update.b), heads); // [out, rank]
    const half = (letter: "a" | "b", t: HostTensor<"f32">): GgufOutput => ({
      name: `${ggufName(weight)}.lora_${letter}`,
      shape: t.shape,
      dtype,
      read: () => t,
    });
    return [half("a", a), half("b", b)];
  });
  const fields = {
    "general.architecture": { string: architecture },
    "general.type": { string: "adapter" },
    "general.name": { string: name },
    "adapter.type": { string: "lora" },
    "adapter.lora.alpha": { f32: adapter.scale * adapter.rank }, // llama.cpp divides by the rank
  };
  return { bytes: await writeGguf(file, fields, tensors), tensors: tensors.length };
}

export interface MergedGguf extends GgufOptions<GgufDtype> {
  readonly adapter?: Adapter | undefined;
}

/**
 * Writes the model at `base`, a directory or a GGUF file, with the adapter merged if there is one, reading and merging
 * one weight at a time. Throws a `ShapeError` if the adapter does not fit, a `FileError` as of `saveGguf`.
 */
export async function saveMergedGguf(
  file: string,
  base: string,
  { adapter, name, dtype }: MergedGguf,
): Promise<SavedGguf> {
  const checkpoint = await openCheckpoint(base);
  try {
    const config = parseConfig(checkpoint.config, base);
    const read = mergedReader(checkpoint, config, adapter);
    const tokenizer = await readTokenizerFiles(base);
    return await saveGguf(file, { config, source: base, name, tokenizer, read }, dtype);
  } finally {
    await checkpoint.close();
  }
}
