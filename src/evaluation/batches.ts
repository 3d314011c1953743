/** @file Items in batches that memory holds. */

import type { EncodedItem } from "./scorer.js";

const rowsOfBatch = 32;
/** Of one batch, padding counted: attention's memory grows with rows times length squared. */
const tokensOfBatch = 8192;

/** Items of like length together, so that little of a batch is padding. */
export function batches<T extends EncodedItem>(items: readonly T[]): T[][] {
  const sorted = [...items].sort((a, b) => a.prompt.length - b.prompt.length || a.row.ids.length - b.row.ids.length);
  const out: T[][] = [];
  let [prompt, row] = [0, 0];
  for (const item of sorted) {
    const batch = out.at(-1);
    [prompt, row] = [Math.max(prompt, item.prompt.length), Math.max(row, item.row.ids.length)];
    if (batch && batch.length < rowsOfBatch && (batch.length + 1) * (prompt + row) <= tokensOfBatch) batch.push(item);
    else {
      out.push([item]);
      [prompt, row] = [item.prompt.length, item.row.ids.length];
    }
  }
  return out;
}
