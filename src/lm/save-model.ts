/** @file Writing a model as a Hugging Face directory. */

import { join } from "node:path";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { cast } from "../tensor/half.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import { streamSafetensors } from "../tensor/safetensors-file.js";
import { saveTokenizer } from "./save-tokenizer.js";

export interface ModelDirectory {
  /** The `config.json` object as Hugging Face spells it. */
  config: Record<string, unknown>;
  /** Of the weights, by name. */
  shapes: Readonly<Record<string, readonly number[]>>;
  /** Reads one weight; each is asked for once. */
  read: (name: string) => Promise<HostTensor>;
  /** Model directory or GGUF file whose tokenizer it takes over. */
  tokenizer: string;
  /** Storage of the weights; f16 by default. */
  dtype?: "f32" | "f16" | "bf16";
  /** Text of README.md. */
  readme?: string;
}

/** Weights that are in memory. */
export const inMemory = (weights: TensorMap): Pick<ModelDirectory, "shapes" | "read"> => ({
  shapes: Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape])),
  read: (name) => Promise.resolve(weights[name]!),
});

/** Writes config, weights and tokenizer as a directory that `transformers` loads; it appears whole or not at all. */
export async function saveModel(
  directory: string,
  { config, shapes, read, tokenizer, dtype = "f16", readme }: ModelDirectory,
): Promise<void> {
  const torchName = { f32: "float32", f16: "float16", bf16: "bfloat16" }[dtype];
  // Versions of transformers that call it torch_dtype read that alone.
  const described = { ...config, ...("torch_dtype" in config && { torch_dtype: torchName }), dtype: torchName };
  await writeDirectoryAtomic(directory, async (temporary) => {
    const stored = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { dtype, shape }]));
    const weight = async (name: string): Promise<HostTensor> => cast(await read(name), dtype);
    await streamSafetensors(join(temporary, "model.safetensors"), stored, weight, { format: "pt" });
    await writeFileAtomic(join(temporary, "config.json"), `${JSON.stringify(described, null, 2)}\n`);
    await saveTokenizer(temporary, tokenizer);
    if (readme !== undefined) await writeFileAtomic(join(temporary, "README.md"), readme);
  });
}
