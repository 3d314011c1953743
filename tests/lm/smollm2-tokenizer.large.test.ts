import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { Tokenizer, type Message } from "../../src/lm/tokenizer.js";
import { golden } from "../golden.js";
import { describeWithSmollm2, smollm2 } from "../smollm2.js";

const expected = JSON.parse(await readFile(golden("smollm2/expected.json"), "utf8")) as {
  texts: string[];
  ids: number[][];
  chat: Message[];
  chat_text: string;
};

describeWithSmollm2("the tokenizer of SmolLM2's GGUF file is Hugging Face's", () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await Tokenizer.load(smollm2);
  });

  test.each(expected.texts.map((text, i) => ({ text, ids: expected.ids[i]! })))("$text", ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(text);
    const stream = tokenizer.decodeStream();
    expect(ids.map((id) => stream.push(id)).join("") + stream.end()).toBe(text);
  });

  test("a chat is the model's own format", () => {
    expect(tokenizer.chat(expected.chat, { addGenerationPrompt: true })).toBe(expected.chat_text);
    expect(tokenizer.vocabSize).toBe(49152);
    expect([tokenizer.eosIds, tokenizer.padId]).toEqual([[2], 2]);
  });
});
