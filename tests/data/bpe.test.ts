import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trainBpe } from "../../src/data/bpe.js";
import { nanoEpisode } from "../../src/data/nano/index.js";
import { HuggingFaceTokenizer } from "../../src/lm/huggingface-tokenizers.js";
import { Random } from "../../src/tensor/random.js";

const specialTokens = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"];

function corpus(): string[] {
  const random = new Random("bpe test");
  return Array.from({ length: 400 }, () => nanoEpisode(random, { split: "train", turns: 2 })).flatMap(
    ({ system, turns }) => [system, ...turns.flatMap(({ request, answer }) => [request, answer])],
  );
}

const json = trainBpe(corpus(), { vocabSize: 800, specialTokens });
const tokenizer = new HuggingFaceTokenizer(json, { clean_up_tokenization_spaces: false });
const encode = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
const vocabulary = new Map([...tokenizer.get_vocab()].map(([token, id]) => [id, token]));
const tokens = (text: string): string[] => encode(text).map((id) => vocabulary.get(id)!);

describe("a trained byte-level BPE", () => {
  test("has exactly the vocabulary asked for, special tokens first", () => {
    expect(Object.keys(json.model.vocab)).toHaveLength(800);
    specialTokens.forEach((token, id) => expect(json.model.vocab[token]).toBe(id));
    expect(new Set(Object.values(json.model.vocab)).size).toBe(800);
  });

  test("gives back any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 60 }), (text) => {
        fc.pre(!specialTokens.some((token) => text.includes(token)));
        expect(tokenizer.decode(encode(text), { skip_special_tokens: false })).toBe(text);
      }),
    );
    for (const text of ["👩‍👩‍👧‍👦 family", "naïve café — 東京, Привет!", "a\n\n  b\t c  ", "<|pad", "é́"])
      expect(tokenizer.decode(encode(text))).toBe(text);
  });

  test("reads special tokens as one token each", () => {
    expect(encode("<|user|>hi<|end|>").at(0)).toBe(3);
    expect(encode("<|user|>hi<|end|>").at(-1)).toBe(1);
  });

  test("cuts a word alike with and without a space before it", () => {
    for (const word of ["weather", "Lisbon", "Glockenspiel", "x"]) {
      const bare = tokens(word).join("|");
      expect(tokens(` ${word}`).join("|").replace(/^Ġ\|?/, "")).toBe(bare);
    }
  });

  test("parts digits, camelCase, underscores and hyphens", () => {
    expect(tokens("12").join(" ")).toBe("1 2");
    const joined = (text: string): string => tokens(text).join("");
    for (const [text, parts] of [
      ["setAlarm", ["set", "Alarm"]],
      ["set_alarm", ["set", "_", "alarm"]],
      ["set-alarm", ["set", "-", "alarm"]],
    ] as const) {
      expect(joined(text)).toBe(text);
      expect(tokens(text)).toEqual(parts.flatMap(tokens));
    }
  });

  test("is the same for the same texts", () => {
    expect(trainBpe(corpus(), { vocabSize: 800, specialTokens })).toEqual(json);
  });

  test("refuses a vocabulary without room for the bytes", () => {
    expect(() => trainBpe([], { vocabSize: 200, specialTokens })).toThrow(/vocabSize 200 is too small.*need 261/);
  });
});
