/** @file A model's configuration and weights, under Hugging Face's names, wherever they are stored (Node). */

import { stat } from "node:fs/promises";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Checkpoint } from "./checkpoint-common.js";
import { parseConfig, type DecoderConfig } from "./config.js";
import { openGgufCheckpoint } from "./checkpoint-gguf.js";
import { openHuggingFace } from "./checkpoint-hf.js";
import { readModel } from "./read-weights.js";

export type { Checkpoint } from "./checkpoint-common.js";

/**
 * Opens a Hugging Face model directory (config.json with model.safetensors, whole or in shards) or a GGUF file, reading
 * headers only; a repository of the Hub is pulled first if need be (`localPath`). Throws a `FileError` or `HubError`.
 * Close it after use.
 */
export async function openCheckpoint(source: string): Promise<Checkpoint> {
  const path = await localPath(source);
  const found = await stat(path).catch((cause: unknown) => {
    throw new FileError(path, "no such file or directory", { cause });
  });
  const checkpoint = await (found.isDirectory() ? openHuggingFace(path) : openGgufCheckpoint(path));
  return { ...checkpoint, source };
}

/** What a model is, without its weights. Errors as of `openCheckpoint` and `parseConfig`. */
export async function readModelConfig(source: string): Promise<DecoderConfig> {
  const checkpoint = await openCheckpoint(source);
  await checkpoint.close();
  return parseConfig(checkpoint.config, checkpoint.source);
}

/** A model whole: its configuration, and every weight that it needs, as f32. Errors as of `openCheckpoint` and `readModel`. */
export async function loadWeights(source: string): Promise<{ config: DecoderConfig; weights: TensorMap }> {
  const checkpoint = await openCheckpoint(source);
  try {
    return await readModel(checkpoint);
  } finally {
    await checkpoint.close();
  }
}
