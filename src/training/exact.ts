/** @file Exact matches from one teacher-forced pass. */

import type { HostTensor } from "../tensor/host-tensor.js";

/**
 * Counts answers (runs of positive weight within a row) and those of which every token is the model's first choice:
 * these are the answers that greedy decoding gives. top and weights: [rows, positions].
 */
export function countExact(top: HostTensor, weights: HostTensor, into: { all: number; exact: number }): void {
  for (const exact of exactAnswers(top, weights)) {
    into.all++;
    if (exact) into.exact++;
  }
}

/** For each answer of each row, in order, whether it is an exact match. */
export function exactAnswers(top: HostTensor, weights: HostTensor): boolean[] {
  const width = top.shape[1]!;
  const out: boolean[] = [];
  for (let i = 0; i < top.data.length; i++) {
    if (Number(weights.data[i]) <= 0) continue;
    const begins = i % width === 0 || Number(weights.data[i - 1]) <= 0;
    if (begins) out.push(true);
    if (Number(top.data[i]) === 0) out[out.length - 1] = false;
  }
  return out;
}
