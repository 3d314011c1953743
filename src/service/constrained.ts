/** @file Sampling within a grammar: a token that would leave it is taken back, and another drawn. */

import type { Logits, Sampler } from "../lm/sampling.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { Grammar } from "./grammar.js";
import { tokenBytes } from "./token-bytes.js";

/** Draws that may fail before every token's first byte is looked at; when as many more have, its other bytes are. */
const patience = 24;

/** Of one completion: its history only grows. `promptTokens`: where that begins to be its own. */
export function constrained(sample: Sampler, grammar: Grammar, tokenizer: Tokenizer, promptTokens: number): Sampler {
  const { eosIds } = tokenizer;
  const bytes = tokenBytes(tokenizer);
  /** What may follow the tokens that are read. */
  let rest: Grammar | undefined = grammar;
  let read = promptTokens;
  return (logits, history) => {
    const adds = (id: number): string => (read === promptTokens ? bytes.first : bytes.next)(id);
    for (; read < history.length; read++) rest = rest?.after(adds(history[read]!));
    const fits = (id: number): boolean => {
      if (eosIds.includes(id)) return rest?.done ?? false;
      const more = adds(id);
      return more !== "" && rest?.after(more) !== undefined;
    };
    let left = logits;
    for (let tries = 0; ; tries++) {
      const id = sample(left, history);
      if (fits(id)) return id;
      if (tries === 0) left = logits.slice();
      left[id] = -Infinity;
      if (tries === patience) forbid(left, rest, eosIds, (each) => adds(each).charAt(0));
      if (tries === 2 * patience) forbid(left, rest, eosIds, adds);
    }
  };
}

/** Takes out all tokens of whose bytes those that are asked for can't be next. */
function forbid(
  logits: Logits,
  rest: Grammar | undefined,
  eosIds: readonly number[],
  bytesOf: (id: number) => string,
): void {
  const known = new Map<string, boolean>();
  for (let id = 0; id < logits.length; id++) {
    if (logits[id] === -Infinity || eosIds.includes(id)) continue;
    const bytes = bytesOf(id);
    let possible = known.get(bytes);
    if (possible === undefined) known.set(bytes, (possible = bytes !== "" && rest?.after(bytes) !== undefined));
    if (!possible) logits[id] = -Infinity;
  }
}
