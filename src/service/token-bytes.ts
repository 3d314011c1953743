/** @file The bytes of tokens, which their texts don't tell: a token may be part of a character. */

import type { Tokenizer } from "../lm/tokenizer.js";
import { oncePer } from "./once-per.js";
import { utf8 } from "./utf8.js";

/** What each token, by its id, adds to a text; "" for what is no text: special tokens, and bytes that no UTF-8 has. */
export interface TokenBytes {
  /** At the start of a text, where some tokenizers drop a space. */
  first: (id: number) => string;
  next: (id: number) => string;
}

export const tokenBytes = oncePer((tokenizer: Tokenizer): TokenBytes => {
  const before = tokenizer.encode("a", { addSpecial: false });
  const { length } = tokenizer.decode(before);
  const text = (ids: readonly number[]): string =>
    tokenizer.decode([...before, ...ids], { skipSpecial: true }).slice(length);
  const around = surroundings(tokenizer);
  const next = once((id) => {
    if (id >= tokenizer.vocabSize) return "";
    const alone = text([id]);
    if (!alone.includes("\ufffd")) return utf8(alone);
    // Part of a character: what comes before and behind it is such that all of it is one.
    for (const { left, right } of around) {
      const whole = text([...left, id, ...right]);
      if (!whole.includes("\ufffd")) return utf8(whole).slice(left.length, -right.length || undefined);
    }
    return "";
  });
  const first = once((id) => {
    if (id >= tokenizer.vocabSize) return "";
    const alone = tokenizer.decode([id], { skipSpecial: true });
    return alone.includes("\ufffd") ? next(id) : utf8(alone);
  });
  return { first, next };
});

/** Keeps what the function gives for each id. */
function once(bytes: (id: number) => string): (id: number) => string {
  const kept: (string | undefined)[] = [];
  return (id) => (kept[id] ??= bytes(id));
}

/** Leading bytes to which one, two or three more belong. */
const lefts = [[], [0xc3], [0xe1], [0xf1]];
/** What may be missing of a character; after E0 and F0, not every byte may follow. */
const rights = [[], [0x80], [0x80, 0x80], [0xa0, 0x80], [0x80, 0x80, 0x80], [0x90, 0x80, 0x80]];

/** Those of them that the tokenizer has tokens for, a byte each. */
function surroundings(tokenizer: Tokenizer): { left: number[]; right: number[] }[] {
  const ids = (bytes: readonly number[]): number[][] => {
    const tokens = bytes.flatMap((byte) => tokenizer.idOf(byteLevel(byte)) ?? tokenizer.idOf(byteFallback(byte)) ?? []);
    return tokens.length === bytes.length ? [tokens] : [];
  };
  return lefts.flatMap(ids).flatMap((left) => rights.flatMap(ids).map((right) => ({ left, right })));
}

/** As tokenizers of GPT-2's kind write a byte from 80 on. */
const byteLevel = (byte: number): string =>
  String.fromCharCode(byte < 0xa1 ? byte + 0xa2 : byte === 0xad ? 0x143 : byte);
/** As those of SentencePiece do. */
const byteFallback = (byte: number): string => `<0x${byte.toString(16).toUpperCase()}>`;
