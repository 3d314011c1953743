/** @file Sampling within a grammar: a token that would leave it is taken back, and another drawn. */

import type { Sampler } from "../lm/sampling.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { Grammar } from "./grammar.js";
import { tokenBytes } from "./token-bytes.js";

/** Draws that may fail before every token's first byte is looked at; when as many more have, its other bytes are. */
const patience = 8;

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
    const fit = fitting(rest);
    const fits = (id: number): boolean => (eosIds.includes(id) ? (rest?.done ?? false) : fit(adds(id)));
    let left = logits;
    for (let tries = 0; ; tries++) {
      const id = sample(left, history);
      if (fits(id)) return id;
      if (tries === 0) left = logits.slice();
      left[id] = -Infinity;
      const forbid = (does: (bytes: string) => boolean): void => {
        for (let other = 0; other < left.length; other++)
          if (left[other] !== -Infinity && !eosIds.includes(other) && !does(adds(other))) left[other] = -Infinity;
      };
      if (tries === patience) forbid((more) => fit(more.charAt(0)));
      if (tries === 2 * patience) forbid(fit);
    }
  };
}

/** Whether bytes may be next, and are some. How they begin is read once, however many tokens begin alike. */
function fitting(rest: Grammar | undefined): (bytes: string) => boolean {
  const known = new Map<string, Grammar | undefined>();
  return (bytes) => {
    let now = rest;
    for (let length = 1; now && length <= bytes.length; length++) {
      const begun = bytes.slice(0, length);
      if (!known.has(begun)) known.set(begun, now.after(bytes[length - 1]!));
      now = known.get(begun);
    }
    return now !== undefined && bytes !== "";
  };
}
