/** @file Requests without their system prompt, as the edge model is trained on them. */

import type { Turn } from "../data/episode.js";
import { encodeConversation, type EncodedConversation } from "../lm/conversation.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { f32, i64, type TensorMap } from "../tensor/host-tensor.js";

/** One turn as a conversation of its own; with `system`, behind that system prompt. */
export const encodeTurn = (tokenizer: Tokenizer, { request, answer }: Turn, system?: string): EncodedConversation =>
  encodeConversation(tokenizer, [
    ...(system === undefined ? [] : [{ role: "system", content: system }]),
    { role: "user", content: request },
    { role: "assistant", content: answer },
  ]);

/**
 * Feeds `ids` [requests, tokens], `read_at`, `targets` and `weights` [requests, targets]: a target is an answer's
 * token, read one position before it; rows with fewer targets than the longest have weight 0 there.
 */
export function requestBatch(rows: readonly EncodedConversation[], pad: number): TensorMap {
  const targetsOf = rows.map((row) => row.answer.flatMap((is, t) => (is && t > 0 ? [t] : [])));
  const width = Math.max(...rows.map((r) => r.ids.length));
  const count = Math.max(...targetsOf.map((t) => t.length));
  const ids = new Float64Array(rows.length * width).fill(pad);
  const at = new Float64Array(rows.length * count);
  const targets = new Float64Array(rows.length * count);
  const weights = new Float32Array(rows.length * count);
  rows.forEach((row, r) => {
    ids.set(row.ids, r * width);
    targetsOf[r]!.forEach((t, j) => {
      at[r * count + j] = t - 1;
      targets[r * count + j] = row.ids[t]!;
      weights[r * count + j] = 1;
    });
  });
  const shape = [rows.length, count];
  return {
    ids: i64([rows.length, width], ids),
    read_at: i64(shape, at),
    targets: i64(shape, targets),
    weights: f32(shape, weights),
  };
}
