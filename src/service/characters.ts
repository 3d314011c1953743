/** @file Texts that are too long, told by their characters: to tokenise them takes a while, and nothing else runs meanwhile. */

import { InputError } from "../errors.js";
import type { Tokenizer } from "../lm/tokenizer.js";

/** Characters a token of a text that is tokenised without a look at the vocabulary. */
const readily = 16;

/** Throws an `InputError` if so many characters can't fit into a context of `positions` tokens, whatever they are. */
export function checkCharacters(tokenizer: Tokenizer, characters: number, positions: number, what: string): void {
  if (characters <= readily * positions || characters <= longestToken(tokenizer) * positions) return;
  throw new InputError(`${what} has ${characters} characters; this model's context holds ${positions} tokens`);
}

const known = new WeakMap<Tokenizer, number>();

/** Characters of the longest token, special ones too. */
function longestToken(tokenizer: Tokenizer): number {
  let longest = known.get(tokenizer);
  if (longest === undefined) {
    const lengths = Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([id]).length);
    // Some tokenizers drop a space before a text's first token.
    known.set(tokenizer, (longest = 1 + lengths.reduce((most, length) => Math.max(most, length))));
  }
  return longest;
}
