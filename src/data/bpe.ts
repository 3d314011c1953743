/**
 * @file Trains byte-level BPE tokenizers for tiny models, written as a Hugging Face `tokenizer.json`.
 *
 * One thing is unlike common trainers: merges are learnt on words without the space before them, and the space joins
 * the first piece of a word last. A word so has the same pieces wherever it stands (` Lisbon`, `"Lisbon"`), and copying
 * a name out of a sentence into a call, which most answers of small models are made of, is copying of pieces.
 */

import { InputError } from "../errors.js";

export interface BpeOptions {
  /** Special tokens, the 256 bytes and all merges. */
  vocabSize: number;
  /** They get the first ids, in this order. */
  specialTokens: readonly string[];
}

/** The part of Hugging Face's `tokenizer.json` that is written here. */
export interface TokenizerJson {
  version: "1.0";
  truncation: null;
  padding: null;
  added_tokens: {
    id: number;
    content: string;
    single_word: false;
    lstrip: false;
    rstrip: false;
    normalized: false;
    special: true;
  }[];
  normalizer: null;
  pre_tokenizer: object;
  post_processor: null;
  decoder: object;
  model: {
    type: "BPE";
    vocab: Record<string, number>;
    merges: [string, string][];
    ignore_merges: false;
    [setting: string]: unknown;
  };
}

/**
 * Cuts text before BPE. Words part at capitals (setAlarm → set Alarm), from digits and from punctuation; digits and
 * most punctuation stand alone; a space belongs to what follows. Only the joints of JSON, tags and calls stay whole,
 * and runs of one mark, as `**` or `--`.
 */
const splitPattern = [
  "'(?:s|t|re|ve|m|ll|d)(?!\\p{L})",
  " ?\\p{Lu}+(?!\\p{Ll})",
  " ?\\p{Lu}?[\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+",
  " ?\\p{N}",
  ' ?\\{"|"\\}+|":(?!")|",(?!")|="(?=[\\p{L}\\p{N}])|"\\)|\\}+| ?</',
  " ?(?:\\*+|-{2,}|\\.{2,}|#{2,}|={2,}|_{2,}|`{3})",
  " ?[^\\s\\p{L}\\p{N}\\p{M}]",
  "\\s*[\\r\\n]+",
  "\\s+(?!\\S)",
  "\\s",
].join("|");

/** GPT-2's spelling of bytes as printable characters: `byteCharacters[0x20]` is "Ġ". */
const byteCharacters: readonly string[] = (() => {
  let next = 256;
  const printable = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
})();

const space = byteCharacters[0x20]!;
const encoder = new TextEncoder();
const spell = (text: string): string => Array.from(encoder.encode(text), (byte) => byteCharacters[byte]!).join("");

interface Word {
  pieces: string[];
  count: number;
  /** How often it stood behind a space. */
  spaced: number;
}

/** Trains on `texts` and returns the tokenizer as an object to write as `tokenizer.json`. */
export function trainBpe(texts: Iterable<string>, { vocabSize, specialTokens }: BpeOptions): TokenizerJson {
  const budget = vocabSize - specialTokens.length - 256;
  if (budget < 0)
    throw new InputError(
      `vocabSize ${vocabSize} is too small: ${specialTokens.length} special tokens and 256 bytes need ${vocabSize - budget}`,
    );
  const merges = learnMerges(countWords(texts), budget);
  const tokens = new Set([...specialTokens, ...byteCharacters, ...merges.map(([left, right]) => left + right)]);
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: splitPattern }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...tokens].map((token, id) => [token, id])),
      merges,
    },
  };
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, { count: number; spaced: number }>();
  const pattern = new RegExp(splitPattern, "gu");
  for (const text of texts) {
    for (const [word] of text.matchAll(pattern)) {
      const spaced = word.length > 1 && word.startsWith(" ");
      const key = spaced ? word.slice(1) : word;
      const entry = counts.get(key);
      if (entry) {
        entry.count++;
        if (spaced) entry.spaced++;
      } else counts.set(key, { count: 1, spaced: spaced ? 1 : 0 });
    }
  }
  return [...counts].map(([text, count]) => ({ pieces: Array.from(spell(text)), ...count }));
}

/** Merges within words, then merges of the space with first pieces, divided such that the text gets shortest. */
function learnMerges(words: readonly Word[], budget: number): [string, string][] {
  const pairs = new PairCounts(words);
  const inner: [string, string][] = [];
  const step = 50;
  let best: { saved: number; inner: number; outer: [string, string][] } = { saved: -1, inner: 0, outer: [] };
  let saved = 0;
  for (;;) {
    const full = inner.length === budget;
    const top = full ? undefined : pairs.top();
    if (inner.length % step === 0 || top === undefined) {
      const outer = spaceMerges(words).slice(0, budget - inner.length);
      const total = saved + outer.reduce((sum, { count }) => sum + count, 0);
      if (total > best.saved)
        best = { saved: total, inner: inner.length, outer: outer.map(({ token }) => [space, token]) };
    }
    if (top === undefined) break;
    inner.push(top.pair);
    saved += pairs.merge(top.pair);
  }
  return [...inner.slice(0, best.inner), ...best.outer];
}

/** First pieces of words behind a space, the most frequent first. */
function spaceMerges(words: readonly Word[]): { token: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { pieces, spaced } of words)
    if (spaced > 0) counts.set(pieces[0]!, (counts.get(pieces[0]!) ?? 0) + spaced);
  return [...counts]
    .map(([token, count]) => ({ token, count }))
    .sort((a, b) => b.count - a.count || (a.token < b.token ? -1 : 1));
}

/** Counts of adjacent pieces, kept true while pairs are merged. */
class PairCounts {
  /** By the pair's pieces with a space between, which no piece contains. */
  readonly #pairs = new Map<string, { pair: [string, string]; count: number; words: Set<Word> }>();

  constructor(words: readonly Word[]) {
    for (const word of words) this.#add(word, 1);
  }

  #add(word: Word, sign: 1 | -1): void {
    const { pieces, count } = word;
    for (let i = 1; i < pieces.length; i++) {
      const pair: [string, string] = [pieces[i - 1]!, pieces[i]!];
      if (pair[0].includes(space) || pair[1].includes(space)) continue;
      const key = pair.join(" ");
      let entry = this.#pairs.get(key);
      if (!entry) this.#pairs.set(key, (entry = { pair, count: 0, words: new Set() }));
      entry.count += sign * count;
      if (sign > 0) entry.words.add(word);
      if (entry.count === 0) this.#pairs.delete(key);
    }
  }

  /** The most frequent pair, the first in order of characters among equals; undefined if none occurs twice. */
  top(): { pair: [string, string]; count: number } | undefined {
    let best: { pair: [string, string]; count: number } | undefined;
    let bestKey = "";
    for (const [key, entry] of this.#pairs)
      if (entry.count > 1 && (!best || entry.count > best.count || (entry.count === best.count && key < bestKey)))
        [best, bestKey] = [entry, key];
    return best;
  }

  /** Merges a pair everywhere and returns by how many tokens the text gets shorter. */
  merge(pair: readonly [string, string]): number {
    const [left, right] = pair;
    let saved = 0;
    for (const word of [...this.#pairs.get(`${left} ${right}`)!.words]) {
      const before = word.pieces.length;
      this.#add(word, -1);
      const pieces: string[] = [];
      for (let i = 0; i < before; i++) {
        if (word.pieces[i] === left && word.pieces[i + 1] === right) {
          pieces.push(left + right);
          i++;
        } else pieces.push(word.pieces[i]!);
      }
      word.pieces = pieces;
      this.#add(word, 1);
      saved += (before - pieces.length) * word.count;
    }
    return saved;
  }
}
