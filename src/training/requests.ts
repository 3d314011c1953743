/** @file Requests without their system prompt, as the edge model is trained on them. */

import type { Turn } from "../data/episode.js";
import { encodeConversation, type EncodedConversation, type EncodedText } from "../lm/conversation.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { slotsOf } from "../lm/pack-rows.js";
import { branchRow } from "../lm/token-tree.js";
import { f32, paddedRows, type TensorMap } from "../tensor/host-tensor.js";
import { treeBatch } from "./tree-batch.js";

/** One turn as a conversation of its own; with `system`, behind that system prompt, which `begun` may hold. */
export const encodeTurn = (
  tokenizer: Tokenizer,
  { request, answer }: Turn,
  system?: string,
  begun?: EncodedText,
): EncodedConversation =>
  encodeConversation(
    tokenizer,
    [
      ...(system === undefined ? [] : [{ role: "system", content: system }]),
      { role: "user", content: request },
      { role: "assistant", content: answer },
    ],
    begun,
  );

/**
 * Feeds `ids` [requests, tokens], `read_at`, `targets` and `weights` [requests, targets]: a target is an answer's
 * token, read one position before it; rows with fewer targets than the longest have weight 0 there.
 */
export function requestBatch(rows: readonly EncodedConversation[], pad: number): TensorMap {
  const targetsOf = rows.map((row) => row.answer.flatMap((is, t) => (is && t > 0 ? [t] : [])));
  const read_at = paddedRows(targetsOf.map((targets) => targets.map((t) => t - 1)));
  const [count, longest] = read_at.shape as [number, number];
  const weights = new Float32Array(count * longest);
  targetsOf.forEach((targets, r) => weights.fill(1, r * longest, r * longest + targets.length));
  return {
    ids: paddedRows(
      rows.map(({ ids }) => ids),
      pad,
    ),
    read_at,
    targets: paddedRows(rows.map(({ ids }, r) => targetsOf[r]!.map((t) => ids[t]!))),
    weights: f32(read_at.shape, weights),
  };
}

/**
 * Requests that share rows, those of prompt 0 first: the feeds of `treeBatch`, and of `Owners` for tokens and for targets. `pack`
 * tells by their lengths which share one.
 */
export function packedRequestBatch(
  prompts: readonly (readonly EncodedConversation[])[],
  pack: (lengths: readonly number[]) => number[][],
  pad: number,
): TensorMap {
  const requests = prompts.flatMap((of, prompt) => of.map((request) => ({ ...request, prompt })));
  const rows = pack(requests.map(({ ids }) => ids.length)).map((row) => row.map((i) => requests[i]!));
  const { answers: _, ...batch } = treeBatch(
    rows.map((row) => ({
      ...branchRow(
        [],
        row.map(({ ids }) => ids),
      ),
      answer: row.flatMap(({ answer }) => answer),
    })),
    0,
    pad,
  );
  const tokens = rows.map((row) => row.flatMap(({ ids, prompt }) => ids.map(() => prompt)));
  // Of each request an empty target, and those of its answer.
  const targets = rows.map((row) =>
    row.flatMap(({ answer, prompt }) => [prompt, ...answer.slice(1).flatMap((is) => (is ? [prompt] : []))]),
  );
  return {
    ...batch,
    ...ownerFeeds("tokens", tokens, prompts.length),
    ...ownerFeeds("targets", targets, prompts.length),
  };
}

/** Feeds of `Owners`, from the prompt of each in its row; rows are padded with what is nobody's. */
function ownerFeeds(of: "tokens" | "targets", owners: readonly (readonly number[])[], prompts: number): TensorMap {
  const { slots, slotOf } = slotsOf(owners, prompts);
  const [rows, width] = slotOf.shape as [number, number];
  const membership = new Float32Array(rows * width * prompts);
  owners.forEach((row, r) => row.forEach((prompt, i) => (membership[(r * width + i) * prompts + prompt] = 1)));
  return {
    [`${of}_membership`]: f32([rows, width, prompts], membership),
    [`${of}_slots`]: slots,
    [`${of}_slot_of`]: slotOf,
  };
}
