/** @file Texts that are too long, told by their characters: to tokenise them takes a while, and nothing else runs meanwhile. */

import { InputError } from "../errors.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { oncePer } from "./once-per.js";

/** Characters a token of a text that is tokenised without a look at the vocabulary. */
const readily = 16;

/** Throws an `InputError` if so many characters can't fit into a context of `positions` tokens, whatever they are. */
export function checkCharacters(tokenizer: Tokenizer, characters: number, positions: number, what: string): void {
  if (characters <= readily * positions || characters <= longestToken(tokenizer) * positions) return;
  throw new InputError(`${what} has ${characters} characters; this model's context holds ${positions} tokens`);
}

/** Characters of the longest token, special ones too. */
const longestToken = oncePer((tokenizer: Tokenizer): number => {
  const lengths = Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([id]).length);
  // Some tokenizers drop a space before a text's first token.
  return 1 + lengths.reduce((most, length) => Math.max(most, length));
});
