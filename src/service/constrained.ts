/** @file Sampling within a grammar: a token that would leave it is taken back, and another drawn. */

import type { Logits, Sampler } from "../lm/sampling.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { Grammar } from "./json-grammar.js";
import { tokenBytes, type TokenBytes } from "./token-bytes.js";

/** Draws that may fail before every token is looked at. */
const patience = 24;

/** `promptTokens`: where the history's own part begins. */
export function constrained(sample: Sampler, grammar: Grammar, tokenizer: Tokenizer, promptTokens: number): Sampler {
  const { eosIds } = tokenizer;
  const bytes = tokenBytes(tokenizer);
  return (logits, history) => {
    const own = history.slice(promptTokens).map((id, i) => (i === 0 ? bytes.first(id) : bytes.next(id)));
    const text = own.join("");
    const adds = own.length === 0 ? bytes.first : bytes.next;
    const fits = (id: number): boolean => {
      if (eosIds.includes(id)) return grammar.done(text);
      const more = adds(id);
      return more !== "" && grammar.alive(text + more);
    };
    let left = logits;
    for (let tries = 0; ; tries++) {
      const id = sample(left, history);
      if (fits(id)) return id;
      if (tries === 0) left = logits.slice();
      left[id] = -Infinity;
      if (tries === patience) forbid(left, text, grammar, { eosIds, adds });
    }
  };
}

/** Takes out all tokens whose first byte can't be next. */
function forbid(
  logits: Logits,
  text: string,
  grammar: Grammar,
  { eosIds, adds }: { eosIds: readonly number[]; adds: TokenBytes["next"] },
): void {
  const next = new Map<string, boolean>();
  for (let id = 0; id < logits.length; id++) {
    if (logits[id] === -Infinity || eosIds.includes(id)) continue;
    const first = adds(id).charAt(0);
    let possible = next.get(first);
    if (possible === undefined) next.set(first, (possible = first !== "" && grammar.alive(text + first)));
    if (!possible) logits[id] = -Infinity;
  }
}
