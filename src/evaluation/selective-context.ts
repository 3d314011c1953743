/** @file A prompt made shorter by the edge model itself: the peer that LoRA-Gen's reparameterisation is compared with. */

import { InputError } from "../errors.js";
import type { ContinuationScorer } from "../lm/scoring.js";
import type { Tokenizer } from "../lm/tokenizer.js";

export interface CompressedPrompt {
  text: string;
  /** Of the text as it was, and as it is. */
  originTokens: number;
  compressedTokens: number;
  /** originTokens / compressedTokens. */
  ratio: number;
}

/**
 * Selective Context (Li et al., 2023, arXiv 2310.06201): words of which the model is surest, given the text before them,
 * are left out. A word's self-information is the sum of −log p of its tokens; the words that have the most are kept, in
 * their order, until the text has `keep` (0 to 1) of its tokens. The line breaks stay, as they divide definitions.
 * Throws an `InputError` if there is no text or it does not fit the model's context.
 */
export async function selectContext(
  scorer: ContinuationScorer,
  tokenizer: Tokenizer,
  text: string,
  keep: number,
): Promise<CompressedPrompt> {
  if (!(keep > 0 && keep <= 1)) throw new InputError(`keep is ${keep}; it must be above 0 and 1 at most`);
  const ids = tokenizer.encode(text, { special: false, addSpecial: false });
  if (ids.length === 0) throw new InputError("the prompt to compress is empty");
  const information = [Infinity]; // of the first token, before which there is nothing to tell it from
  if (ids.length > 1) {
    const [scored] = await scorer.score(ids.slice(0, 1), [ids.slice(1)]);
    information.push(...scored!.logprobs.map((logprob) => -logprob));
  }
  const words = inWords(tokenizer, ids, information);
  const budget = keep * ids.length;
  const kept = new Set<Word>();
  let tokens = 0;
  for (const word of words.toSorted((a, b) => b.information - a.information)) {
    if (kept.size > 0 && tokens + word.tokens > budget) break;
    kept.add(word);
    tokens += word.tokens;
  }
  const compressed = words
    .map((word) => (kept.has(word) ? word.text : word.text.replace(/[^\n]/gu, "")))
    .join("")
    .replace(/\n{3,}/gu, "\n\n")
    .trim();
  const compressedTokens = tokenizer.encode(compressed, { special: false, addSpecial: false }).length;
  return { text: compressed, originTokens: ids.length, compressedTokens, ratio: ids.length / compressedTokens };
}

interface Word {
  text: string;
  tokens: number;
  /** Nats. */
  information: number;
}

/** A word begins with the space before it; the bytes of one character stay together. */
function inWords(tokenizer: Tokenizer, ids: readonly number[], information: readonly number[]): Word[] {
  const words: Word[] = [];
  const stream = tokenizer.decodeStream();
  let waiting = { tokens: 0, information: 0 };
  const add = (text: string): void => {
    const last = words.at(-1);
    if (last && !/^\s/u.test(text)) {
      last.text += text;
      last.tokens += waiting.tokens;
      last.information += waiting.information;
    } else words.push({ text, ...waiting });
    waiting = { tokens: 0, information: 0 };
  };
  for (const [i, id] of ids.entries()) {
    waiting = { tokens: waiting.tokens + 1, information: waiting.information + information[i]! };
    const text = stream.push(id);
    if (text !== "") add(text);
  }
  const rest = stream.end();
  if (rest !== "") add(rest);
  return words;
}
