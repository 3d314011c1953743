/** @file Logprobs as OpenAI's text completions tell them. */

import type { TokenLogprobs } from "../lm/token-logprobs.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { CompletionLogprobs } from "./schemas/completions.js";

/** The token itself is always among the top ones. */
export function logprobsOf(
  tokenizer: Tokenizer,
  tokens: readonly TokenLogprobs[],
  count: number,
  offset: number,
): CompletionLogprobs {
  const texts = tokens.map(({ id }) => tokenizer.decode([id]));
  return {
    tokens: texts,
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs:
      count === 0
        ? null
        : tokens.map((token) => {
            // The best last: where two tokens have the same text, its logprob stays.
            const best = [token, ...token.top.toReversed()];
            return Object.fromEntries(best.map(({ id, logprob }) => [tokenizer.decode([id]), logprob]));
          }),
    text_offset: texts.map(() => offset),
  };
}

export const concatenated = (a: CompletionLogprobs, b: CompletionLogprobs): CompletionLogprobs => ({
  tokens: [...a.tokens, ...b.tokens],
  token_logprobs: [...a.token_logprobs, ...b.token_logprobs],
  top_logprobs: a.top_logprobs && b.top_logprobs ? [...a.top_logprobs, ...b.top_logprobs] : null,
  text_offset: [...a.text_offset, ...b.text_offset],
});
