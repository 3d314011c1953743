/** @file A model's weights one at a time, with an adapter merged: what is written need not fit into memory. */

import type { Checkpoint } from "../lm/checkpoint.js";
import type { DecoderConfig } from "../lm/config.js";
import { weightReader, type ReadWeight } from "../lm/read-weights.js";
import { projectionName } from "../lm/weights.js";
import { checkFits, updates, type Adapter, type LowRank } from "./adapter.js";
import { mergeWeight } from "./merge.js";

/** Reads weights as `weightReader` does, those that `adapter` changes merged. Throws a `ShapeError` if it does not fit. */
export function mergedReader(checkpoint: Checkpoint, config: DecoderConfig, adapter?: Adapter): ReadWeight {
  const read = weightReader(checkpoint, config);
  if (!adapter) return read;
  checkFits(adapter, config);
  const changed = new Map<string, LowRank>();
  for (const { layer, projection, update } of updates(adapter))
    changed.set(`${projectionName(config, layer, projection)}.weight`, update);
  return async (name) => {
    const weight = await read(name);
    const update = changed.get(name);
    return update ? mergeWeight(weight, update, adapter.scale) : weight;
  };
}
