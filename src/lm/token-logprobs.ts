/** @file Natural logarithms of tokens' probabilities, read from logits. */

import { likeliest, type Logits } from "./sampling.js";

export interface TokenLogprob {
  id: number;
  logprob: number;
}

export interface TokenLogprobs extends TokenLogprob {
  /** The likeliest tokens at this place, best first. */
  top: TokenLogprob[];
}

/** Logprob of `id`, and of the `count` likeliest tokens. */
export function tokenLogprobs(logits: Logits, id: number, count: number): TokenLogprobs {
  const largest = logits[likeliest(logits)]!;
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp(logits[i]! - largest);
  const shift = largest + Math.log(total);
  const top: TokenLogprob[] = [];
  for (let i = 0; i < logits.length && count > 0; i++) {
    const logprob = logits[i]! - shift;
    if (top.length === count && !(logprob > top.at(-1)!.logprob)) continue;
    let at = top.length;
    while (at > 0 && top[at - 1]!.logprob < logprob) at--;
    top.splice(at, 0, { id: i, logprob });
    top.length = Math.min(top.length, count);
  }
  return { id, logprob: logits[id]! - shift, top };
}
