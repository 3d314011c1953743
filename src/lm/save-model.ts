/** @file Writing a model as a Hugging Face directory. */

import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { cast } from "../tensor/half.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { writeSafetensors } from "../tensor/safetensors-file.js";

const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "generation_config.json",
];

export interface ModelDirectory {
  /** The `config.json` object as Hugging Face spells it. */
  config: Record<string, unknown>;
  weights: TensorMap;
  /** Directory whose tokenizer files are copied. */
  tokenizer: string;
  /** Storage of the weights; f16 by default. */
  dtype?: "f32" | "f16" | "bf16";
}

/** Writes config, weights and tokenizer as a directory that `transformers` loads; it appears whole or not at all. */
export async function saveModel(
  directory: string,
  { config, weights, tokenizer, dtype = "f16" }: ModelDirectory,
): Promise<void> {
  const torchNames = { f32: "float32", f16: "float16", bf16: "bfloat16" };
  await writeDirectoryAtomic(directory, async (temporary) => {
    const stored = Object.fromEntries(Object.entries(weights).map(([name, t]) => [name, cast(t, dtype)]));
    await writeSafetensors(join(temporary, "model.safetensors"), stored, { format: "pt" });
    await writeFileAtomic(
      join(temporary, "config.json"),
      `${JSON.stringify({ ...config, dtype: torchNames[dtype] }, null, 2)}\n`,
    );
    const present = await readdir(tokenizer);
    for (const file of tokenizerFiles)
      if (present.includes(file)) await copyFile(join(tokenizer, file), join(temporary, file));
  });
}
