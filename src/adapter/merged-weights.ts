/** @file A model's weights one at a time, with an adapter merged: what is written need not fit into memory. */

import type { Checkpoint } from "../lm/checkpoint.js";
import type { DecoderConfig } from "../lm/config.js";
import { weightReader, type ReadWeight } from "../lm/read-weights.js";
import type { Adapter } from "./adapter.js";
import { changedWeights } from "./merge-core.js";
import { mergeWeight } from "./merge.js";

/** Reads weights as `weightReader` does, those that `adapter` changes merged, until the signal. Throws a `ShapeError` if it does not fit. */
export function mergedReader(
  checkpoint: Checkpoint,
  config: DecoderConfig,
  adapter?: Adapter,
  signal?: AbortSignal,
): ReadWeight {
  const stored = weightReader(checkpoint, config);
  const read: ReadWeight = async (name) => {
    signal?.throwIfAborted();
    return stored(name);
  };
  if (!adapter) return read;
  const changed = changedWeights(config, adapter);
  return async (name) => {
    const weight = await read(name);
    const update = changed.get(name);
    return update ? mergeWeight(weight, update, adapter.scale) : weight;
  };
}
