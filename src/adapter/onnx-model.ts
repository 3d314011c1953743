/** @file A model as an ONNX directory, bare or with an adapter merged. */

import { localPath } from "../hub/resolve.js";
import { openCheckpoint } from "../lm/checkpoint.js";
import { parseConfig } from "../lm/config.js";
import { packedReader } from "../lm/read-weights.js";
import type { OnnxDirectory } from "../lm/save-onnx.js";
import type { Adapter } from "./adapter.js";
import { changedWeights } from "./merge-core.js";
import { mergedReader } from "./merged-weights.js";

export interface OnnxOptions extends Pick<OnnxDirectory, "dtype" | "readme"> {
  /** Merged into the weights. */
  adapter?: Adapter;
  signal?: AbortSignal | undefined;
}

/** Writes `base` (a model directory, a GGUF file, or a repository of either) as an ONNX directory. Throws a `ShapeError` if the adapter does not fit. */
export async function saveOnnxModel(
  directory: string,
  base: string,
  { adapter, signal, ...options }: OnnxOptions = {},
): Promise<void> {
  const { saveOnnx } = await import("../lm/save-onnx.js"); // few programs write models: the package is imported sooner
  const checkpoint = await openCheckpoint(base);
  try {
    const config = parseConfig(checkpoint.config, checkpoint.source);
    const read = mergedReader(checkpoint, config, adapter, signal);
    const readPacked = packedReader(checkpoint, config);
    const changed = adapter && changedWeights(config, adapter);
    await saveOnnx(directory, {
      config: checkpoint.config,
      read,
      readPacked: async (name, bits) => (changed?.has(name) ? undefined : readPacked(name, bits)),
      tokenizer: await localPath(base),
      ...options,
    });
  } finally {
    await checkpoint.close();
  }
}
