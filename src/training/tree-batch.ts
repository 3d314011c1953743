/** @file Batches for next-token prediction whose rows are trees: requests as branches, behind a prefix they share or behind none. */

import type { EncodedConversation } from "../lm/conversation.js";
import type { branchRow } from "../lm/token-tree.js";
import { f32, paddedRows, type TensorMap } from "../tensor/host-tensor.js";

/** Requests as branches of one row: each is trained as if it were the only one. */
export type EncodedTree = EncodedConversation & ReturnType<typeof branchRow>;

/**
 * Feeds `ids`, `ends` and `positions` [rows, tokens], padded on the right; `read_at`, `targets`, `weights` and `answers`
 * [rows, targets]: a target is a token that the loss weighs, 1 of an answer and `promptLossWeight` elsewhere, read one
 * position before it. A branch's first token follows from nothing: it has an empty target, of weight 0, which also parts the
 * answers of a row.
 */
export function treeBatch(trees: readonly EncodedTree[], promptLossWeight: number, pad: number): TensorMap {
  const targetsOf = trees.map(({ ids, answer, firsts }) => {
    const first = new Set(firsts);
    return ids.flatMap((id, t) => {
      if (first.has(t)) return [{ at: 0, id, weight: 0, answer: 0 }];
      const weight = t === 0 ? 0 : answer[t] ? 1 : promptLossWeight;
      return weight > 0 ? [{ at: t - 1, id, weight, answer: Number(answer[t]) }] : [];
    });
  });
  const read_at = paddedRows(targetsOf.map((targets) => targets.map(({ at }) => at)));
  const [rows, count] = read_at.shape as [number, number];
  const numbers = (name: "weight" | "answer"): Float32Array => {
    const out = new Float32Array(rows * count);
    targetsOf.forEach((targets, r) =>
      out.set(
        targets.map((t) => t[name]),
        r * count,
      ),
    );
    return out;
  };
  return {
    ids: paddedRows(
      trees.map(({ ids }) => ids),
      pad,
    ),
    ends: paddedRows(trees.map(({ ends }) => ends)),
    positions: paddedRows(trees.map(({ positions }) => positions)),
    read_at,
    targets: paddedRows(targetsOf.map((targets) => targets.map(({ id }) => id))),
    weights: f32([rows, count], numbers("weight")),
    answers: f32([rows, count], numbers("answer")),
  };
}
