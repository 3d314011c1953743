/** @file Right tokens and exact matches from one teacher-forced pass. */

import type { HostTensor } from "../tensor/host-tensor.js";

/** Of one answer, its end token included. */
export interface AnswerMatch {
  tokens: number;
  /** Those that are the model's first choice behind the right ones before them. */
  right: number;
}

/** Every token is the model's first choice: then greedy decoding gives this answer, and otherwise it gives another. */
export const isExact = ({ tokens, right }: AnswerMatch): boolean => right === tokens;

/** Counts answers (runs of positive weight within a row) and those that are exact. top and weights: [rows, positions]. */
export function countExact(top: HostTensor, weights: HostTensor, into: { all: number; exact: number }): void {
  for (const match of answerMatches(top, weights)) {
    into.all++;
    if (isExact(match)) into.exact++;
  }
}

/** The tokens of each answer of each row, in order. */
export function answerMatches(top: HostTensor, weights: HostTensor): AnswerMatch[] {
  const width = top.shape[1]!;
  const out: AnswerMatch[] = [];
  for (let i = 0; i < top.data.length; i++) {
    if (Number(weights.data[i]) <= 0) continue;
    const begins = i % width === 0 || Number(weights.data[i - 1]) <= 0;
    if (begins) out.push({ tokens: 0, right: 0 });
    const match = out.at(-1)!;
    match.tokens++;
    if (Number(top.data[i]) !== 0) match.right++;
  }
  return out;
}
