/** @file Log-likelihoods of a question's choices under a model. */

import type { Tokenizer } from "../../lm/tokenizer.js";
import type { ContinuationScorer, Scored } from "../../lm/scoring.js";
import { behind, type Asked } from "./ask.js";
import { encodeChatPair, encodePair, fitted, type EncodedPair } from "./encode.js";

/** How a question is written: as plain text, as lm-evaluation-harness does it, or as a chat with the model's template. */
export type Writing = "plain" | "chat";

/** The pairs of a question; in a chat, `system` is its system message, and in plain text stands before it. */
export function encodeAsked(tokenizer: Tokenizer, asked: Asked, writing: Writing, system = ""): EncodedPair[] {
  return asked.pairs.map(({ context, continuation }) =>
    writing === "plain"
      ? encodePair(tokenizer, behind(system, context), continuation)
      : encodeChatPair(tokenizer, system, context, continuation),
  );
}

/** Sums of the continuations' log-probabilities, one for each pair; what does not fit loses the start of its context. */
export async function logLikelihoods(
  scorer: ContinuationScorer,
  pairs: readonly EncodedPair[],
  positions: number,
): Promise<number[]> {
  return (await scorer.scoreAll(pairs.map((pair) => fitted(pair, positions)))).map(sum);
}

const sum = ({ logprobs }: Scored): number => logprobs.reduce((total, v) => total + v, 0);
