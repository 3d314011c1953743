/** @file Items in batches that memory holds. */

import type { EncodedItem } from "./scorer.js";

const rowsOfBatch = 32;
/** Of one batch, padding counted: attention's memory grows with rows times length squared. */
const tokensOfBatch = 8192;

/** Items of like length together, so that little of a batch is padding. `lengths`: tokens of an item's prompt and row. */
export function batches<T>(items: readonly T[], lengths: (item: T) => readonly [prompt: number, row: number]): T[][] {
  const sorted = items
    .map((item) => ({ item, lengths: lengths(item) }))
    .sort(({ lengths: [p, r] }, { lengths: [q, s] }) => p - q || r - s);
  const out: T[][] = [];
  let [prompt, row] = [0, 0];
  for (const { item, lengths: own } of sorted) {
    const batch = out.at(-1);
    [prompt, row] = [Math.max(prompt, own[0]), Math.max(row, own[1])];
    if (batch && batch.length < rowsOfBatch && (batch.length + 1) * (prompt + row) <= tokensOfBatch) batch.push(item);
    else {
      out.push([item]);
      [prompt, row] = own;
    }
  }
  return out;
}

export const lengthsOf = ({ prompt, row }: EncodedItem): readonly [number, number] => [prompt.length, row.ids.length];
