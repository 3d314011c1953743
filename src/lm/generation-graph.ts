/** @file The graph of generation: one step over a key–value cache, for a prompt or for a single token. */

import { input, type Tensor } from "../graph/index.js";
import type { GrowthSpec } from "../runtime/program.js";
import { i64, type TensorMap } from "../tensor/host-tensor.js";
import type { DecoderConfig } from "./config.js";
import { decode, embed, logits, type Cache, type DecodeOptions } from "./decoder.js";
import { Weights, type PackedLayout } from "./weights.js";

const pastName = (layer: number, part: "key" | "value"): string => `past.${layer}.${part}`;
const fresh = "fresh";

/** Outputs of a step: `logits` [rows, reads, vocabulary] of the positions asked for, and the new keys and values of every layer. */
export function generationGraph(
  config: DecoderConfig,
  { packed, adapt }: { packed?: ReadonlyMap<string, PackedLayout>; adapt?: DecodeOptions["adapt"] } = {},
): Record<"logits" | typeof fresh, Tensor> {
  const weights = new Weights("", packed);
  const shape = ["rows", config.keyValueHeads, "capacity", config.headWidth];
  const cache: Cache = {
    layers: Array.from({ length: config.layers }, (_, i) => ({
      key: input(pastName(i, "key"), shape),
      value: input(pastName(i, "value"), shape),
    })),
    lengths: input("lengths", ["rows"], "i32"),
    total: input("total", [], "i32"),
    positions: input("positions", ["rows", "tokens"], "i64"),
  };
  const decoded = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")), {
    cache,
    readAt: input("read_at", ["rows", "reads"], "i64"),
    ...(adapt && { adapt }),
  });
  return {
    logits: logits(config, weights, decoded.hidden),
    [fresh]: decoded.fresh!,
  };
}

/** The cache of `rows` conversations. */
export const cacheSpec = ({ layers, keyValueHeads, headWidth }: DecoderConfig, rows: number): GrowthSpec => ({
  inputs: (["key", "value"] as const).flatMap((part) => Array.from({ length: layers }, (_, i) => pastName(i, part))),
  output: fresh,
  rows,
  heads: keyValueHeads,
  width: headWidth,
});

/**
 * Feeds of a step besides the cache: the same number of new ids for each row, behind `lengths[row]` tokens. Logits are read
 * at the last of them, or at `every` one.
 */
export function stepFeeds(ids: readonly (readonly number[])[], lengths: readonly number[], every = false): TensorMap {
  const [rows, tokens] = [ids.length, ids[0]!.length];
  return {
    ids: i64([rows, tokens], ids.flat()),
    lengths: { dtype: "i32", shape: [rows], data: Int32Array.from(lengths, (length) => length + tokens - 1) },
    total: { dtype: "i32", shape: [], data: Int32Array.of(Math.max(...lengths) + tokens) },
    positions: i64(
      [rows, tokens],
      lengths.flatMap((length) => Array.from({ length: tokens }, (_, i) => length + i)),
    ),
    read_at: every
      ? i64(
          [rows, tokens],
          Array.from({ length: rows * tokens }, (_, i) => i % tokens),
        )
      : i64([rows, 1], Array<number>(rows).fill(tokens - 1)),
  };
}
