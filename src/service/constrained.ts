/** @file Sampling within a grammar: a token that would leave it is taken back, and another drawn. */

import type { Logits, Sampler } from "../lm/sampling.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import type { Grammar } from "./json-grammar.js";

/** Draws that may fail before every token is looked at. */
const patience = 24;

/** `promptTokens`: where the history's own part begins. */
export function constrained(sample: Sampler, grammar: Grammar, tokenizer: Tokenizer, promptTokens: number): Sampler {
  return (logits, history) => {
    const own = history.slice(promptTokens);
    const text = tokenizer.decode(own, { skipSpecial: true });
    const fits = (id: number): boolean => {
      if (tokenizer.eosIds.includes(id)) return grammar.done(text);
      if (id >= tokenizer.vocabSize) return false;
      const longer = tokenizer.decode([...own, id], { skipSpecial: true });
      // A special token is no text.
      return longer !== text && grammar.alive(longer);
    };
    let left = logits;
    for (let tries = 0; ; tries++) {
      const id = sample(left, history);
      if (fits(id)) return id;
      if (tries === 0) left = logits.slice();
      left[id] = -Infinity;
      if (tries === patience) forbid(left, text, grammar, tokenizer);
    }
  };
}

/** Takes out all tokens whose first character can't be next. */
function forbid(logits: Logits, text: string, grammar: Grammar, tokenizer: Tokenizer): void {
  const next = new Map<string, boolean>();
  const texts = tokenTexts(tokenizer);
  for (let id = 0; id < logits.length; id++) {
    if (logits[id] === -Infinity || tokenizer.eosIds.includes(id)) continue;
    const [first] = texts[id] ?? "";
    if (first === undefined) continue; // it is seen when it is drawn
    let possible = next.get(first);
    if (possible === undefined) next.set(first, (possible = grammar.alive(text + first)));
    if (!possible) logits[id] = -Infinity;
  }
}

const known = new WeakMap<Tokenizer, string[]>();

/** What each token adds to a text. */
function tokenTexts(tokenizer: Tokenizer): string[] {
  let texts = known.get(tokenizer);
  if (!texts) {
    // Behind another token: at the start of a text, some tokenizers drop a space.
    const before = tokenizer.encode("a", { addSpecial: false });
    const { length } = tokenizer.decode(before);
    texts = Array.from({ length: tokenizer.vocabSize }, (_, id) =>
      tokenizer.decode([...before, id], { skipSpecial: true }).slice(length),
    );
    known.set(tokenizer, texts);
  }
  return texts;
}
