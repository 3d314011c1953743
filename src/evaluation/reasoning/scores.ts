/** @file What is counted: `acc`, `acc_norm`, their standard errors, and the means over sets. */

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

export interface Share {
  value: number;
  /** Of the mean: √(s² / n) with the sample's variance. 0 for less than two. */
  stderr: number;
}

export function share(right: readonly boolean[]): Share {
  const n = right.length;
  const value = n === 0 ? 0 : right.filter(Boolean).length / n;
  return { value, stderr: n < 2 ? 0 : Math.sqrt((value * (1 - value)) / (n - 1)) };
}

/** AVE and HAR of the paper: arithmetic and harmonic mean over the sets. HAR is 0 where a share is. */
export function means(shares: readonly number[]): { ave: number; har: number } {
  const n = shares.length;
  return {
    ave: mean(shares),
    har: shares.some((v) => v === 0) ? 0 : n / shares.reduce((sum, v) => sum + 1 / v, 0),
  };
}
