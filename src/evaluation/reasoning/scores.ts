/** @file What is counted: `acc`, `acc_norm`, and the means over sets. */

import type { Asked } from "./ask.js";
import { mean } from "../statistics.js";

/** Whether a question was answered rightly, by the sum of log-likelihoods and by that for each character. */
export interface Marked {
  acc: boolean;
  accNorm: boolean;
}

/** Marks the log-likelihoods [choices] of a question. The first of equals counts as chosen, as in NumPy's argmax. */
export function mark(
  { answer, lengths }: Pick<Asked, "answer" | "lengths">,
  logLikelihoods: readonly number[],
): Marked {
  return {
    acc: argmax(logLikelihoods) === answer,
    accNorm: argmax(logLikelihoods.map((value, i) => value / lengths[i]!)) === answer,
  };
}

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** AVE and HAR of the paper: arithmetic and harmonic mean over the sets. HAR is 0 where a share is. */
export function means(shares: readonly number[]): { ave: number; har: number } {
  const n = shares.length;
  return {
    ave: mean(shares),
    har: shares.some((v) => v === 0) ? 0 : n / shares.reduce((sum, v) => sum + 1 / v, 0),
  };
}
