/** @file The decoder as the one graph of an ONNX directory, under the names that transformers.js and ONNX Runtime GenAI know. */

import { input, maskLengths, maskPositions, maskTotal, type Tensor } from "../graph/index.js";
import type { DecoderConfig } from "./config.js";
import { decode, embed, logits } from "./decoder.js";
import { Weights, type PackedLayout } from "./weights.js";

const parts = ["key", "value"] as const;

/**
 * One step over a cache: `input_ids` and `attention_mask` (i64) with `past_key_values.{i}.key|value` give `logits` of every
 * new token and `present.{i}.key|value`. Positions follow from the mask, so there is no `position_ids` for any architecture.
 */
export function onnxGraph(c: DecoderConfig, packed?: ReadonlyMap<string, PackedLayout>): Record<string, Tensor> {
  const ids = input("input_ids", ["batch_size", "sequence_length"], "i64");
  const mask = input("attention_mask", ["batch_size", "total_sequence_length"], "i64");
  const past = (i: number, part: (typeof parts)[number]): Tensor =>
    input(`past_key_values.${i}.${part}`, ["batch_size", c.keyValueHeads, "past_sequence_length", c.headWidth]);
  const weights = new Weights("", packed);
  const { hidden, cache } = decode(c, weights, embed(c, weights, ids), {
    cache: {
      layers: Array.from({ length: c.layers }, (_, i) => ({ key: past(i, "key"), value: past(i, "value") })),
      lengths: maskLengths(mask),
      total: maskTotal(mask),
      positions: maskPositions(mask, ids),
    },
  });
  const present = cache!.flatMap((grown, i) => parts.map((part) => [`present.${i}.${part}`, grown[part]] as const));
  return { logits: logits(c, weights, hidden), ...Object.fromEntries(present) };
}
