/** @file A model directory with an adapter merged into its weights: any program that loads the base model loads it. */

import { stat } from "node:fs/promises";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { openCheckpoint, type Checkpoint } from "../lm/checkpoint.js";
import { parseConfig } from "../lm/config.js";
import { saveModel, type ModelDirectory } from "../lm/save-model.js";
import { weightShapes } from "../lm/weights.js";
import type { Adapter } from "./adapter.js";
import { mergedReader } from "./merged-weights.js";

export interface MergedOptions extends Pick<ModelDirectory, "readme"> {
  /** That of the base, unless told. */
  dtype?: ModelDirectory["dtype"];
  signal?: AbortSignal | undefined;
}

/** Writes the Hugging Face directory of `base` with `adapter` merged, one weight at a time. Throws a `ShapeError` if it does not fit. */
export async function saveMergedModel(
  directory: string,
  base: string,
  adapter: Adapter,
  { dtype, readme, signal }: MergedOptions = {},
): Promise<void> {
  const source = await localPath(base);
  if (!(await stat(source).catch(() => undefined))?.isDirectory())
    throw new FileError(
      base,
      "is not a Hugging Face directory, whose tokenizer and configuration a merged model takes over",
    );
  const checkpoint = await openCheckpoint(base);
  try {
    const config = parseConfig(checkpoint.config, checkpoint.source);
    await saveModel(directory, {
      config: checkpoint.config,
      shapes: weightShapes(config),
      read: mergedReader(checkpoint, config, adapter, signal),
      tokenizer: source,
      dtype: dtype ?? storedDtype(checkpoint),
      ...(readme === undefined ? {} : { readme }),
    });
  } finally {
    await checkpoint.close();
  }
}

/** The precision that a model's matrices are stored in. */
function storedDtype(checkpoint: Checkpoint): "f32" | "f16" | "bf16" {
  const matrix = checkpoint.names.find((name) => checkpoint.info(name).shape.length > 1);
  const { dtype } = checkpoint.info(matrix ?? checkpoint.names[0]!);
  return dtype === "f16" || dtype === "bf16" ? dtype : "f32";
}
