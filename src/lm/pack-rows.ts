/** @file Sequences that share rows of a batch, so that little of it is padding (as trees of branches without a prefix). */

import type { DecoderConfig } from "./config.js";
import { paddedRows, type HostTensor } from "../tensor/host-tensor.js";
import { weightsOfLayer } from "./weights.js";

/**
 * Which sequences of these lengths share a row, by their places. First fit, the longest first, into rows as wide as the
 * longest or as two to four of the mean: whichever the decoder computes soonest. None is wider than the context or, if that is
 * more, than the longest: ONNX Runtime refuses rows longer than its rotary tables, whatever the positions in them.
 */
export function packRows(lengths: readonly number[], c: DecoderConfig): number[][] {
  const longest = Math.max(...lengths);
  const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length;
  const balance = balancedTokens(c);
  let [best, least]: [number[][], number] = [[], Infinity];
  for (const share of [0, 2, 3, 4]) {
    const rows = firstFit(lengths, Math.max(longest, Math.min(Math.ceil(share * mean), c.positions)));
    const width = Math.max(...rows.map((row) => row.reduce((sum, i) => sum + lengths[i]!, 0)));
    const cost = rows.length * width * (balance + width);
    if (cost < least) [best, least] = [rows, cost];
  }
  return best;
}

function firstFit(lengths: readonly number[], capacity: number): number[][] {
  const rows: { members: number[]; room: number }[] = [];
  const longestFirst = lengths.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]!);
  for (const i of longestFirst) {
    let row = rows.find(({ room }) => room >= lengths[i]!);
    if (!row) rows.push((row = { members: [], room: capacity }));
    row.members.push(i);
    row.room -= lengths[i]!;
  }
  return rows.map(({ members }) => members);
}

/**
 * Of rows that say of each place whose it is (below `count`): feeds for `rearrange`. `slots` [count, most that one has] are the
 * places of each, in order, `slotOf` [rows, longest] where each place is then; both stand one behind the last for what is nobody's.
 */
export function slotsOf(owners: readonly (readonly number[])[], count: number): Record<"slots" | "slotOf", HostTensor> {
  const width = Math.max(...owners.map((row) => row.length));
  const slots = Array.from({ length: count }, (): number[] => []);
  const within = owners.map((row, r) => row.map((owner, i) => slots[owner]!.push(r * width + i) - 1));
  const most = Math.max(...slots.map((places) => places.length));
  return {
    slots: paddedRows(slots, owners.length * width),
    slotOf: paddedRows(
      owners.map((row, r) => row.map((owner, i) => owner * most + within[r]![i]!)),
      count * most,
    ),
  };
}

/** Tokens of a row at which its attention costs as much as its projections: a weight is 2 operations a token, a pair of tokens 4 a dim. */
const balancedTokens = (c: DecoderConfig): number => weightsOfLayer(c) / (2 * c.heads * c.headWidth);
