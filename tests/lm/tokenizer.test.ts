import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileError, InputError } from "../../src/errors.js";
import { Tokenizer, type Message } from "../../src/lm/tokenizer.js";
import { golden } from "../golden.js";

interface Expected {
  rows: { text: string; ids: number[]; bare: number[]; plain: number[]; decoded: string; skipped: string }[];
  vocab_size: number;
  messages: Message[];
  chat: [string, string];
}

describe.each([
  ["byte-level", "tokenizers/byte-level"],
  ["byte-level", "gguf/byte-level.gguf"],
  ["byte-fallback", "tokenizers/byte-fallback"],
  ["byte-fallback", "gguf/byte-fallback.gguf"],
])("a %s tokenizer in %s is Hugging Face's", async (name, source) => {
  const tokenizer = await Tokenizer.load(golden(source));
  const expected = JSON.parse(await readFile(golden(`tokenizers/${name}/expected.json`), "utf8")) as Expected;

  test.each(expected.rows)("ids and text of $text", ({ text, ids, bare, plain, decoded, skipped }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.encode(text, { addSpecial: false })).toEqual(bare);
    expect(tokenizer.encode(text, { addSpecial: false, special: false })).toEqual(plain);
    expect(tokenizer.decode(ids)).toBe(decoded);
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe(skipped);
  });

  test.each(expected.rows)("a stream gives the same text: $text", ({ ids, decoded, skipped }) => {
    for (const [skipSpecial, whole] of [
      [false, decoded],
      [true, skipped],
    ] as const) {
      const stream = tokenizer.decodeStream({ skipSpecial });
      const pieces = [...ids.map((id) => stream.push(id)), stream.end()];
      expect(pieces.join("")).toBe(whole);
      for (const piece of pieces) expect(piece).not.toContain("\ufffd");
      expect(stream.end()).toBe("");
    }
  });

  test("chats, vocabulary and special ids", () => {
    expect(tokenizer.vocabSize).toBe(expected.vocab_size);
    expect(tokenizer.chat(expected.messages)).toBe(expected.chat[0]);
    expect(tokenizer.chat(expected.messages, { addGenerationPrompt: true })).toBe(expected.chat[1]);
    expect(tokenizer.eosIds).toEqual([tokenizer.idOf("eos_token")]);
    expect(tokenizer.padId).toBe(tokenizer.eosIds[0]);
  });
});

describe("a stream", async () => {
  const tokenizer = await Tokenizer.load(golden("tokenizers/byte-level"));

  test("holds an emoji back until it is whole, with its modifier", () => {
    const stream = tokenizer.decodeStream();
    const pieces = tokenizer.encode("ok 👍🏽 yes").map((id) => stream.push(id));
    expect(pieces.filter((piece) => piece !== "")).toEqual(expect.arrayContaining(["o", "k", " ", "👍🏽 "]));
  });

  test("ends broken bytes in a replacement character, and does not wait for ever", () => {
    const stream = tokenizer.decodeStream();
    const [first] = tokenizer.encode("🙂");
    expect(stream.push(first!)).toBe("");
    expect(stream.end()).toBe("\ufffd");
    const pieces = Array.from({ length: 40 }, () => stream.push(first!));
    expect(pieces.join("").length).toBeGreaterThan(20);
    expect(pieces.join("") + stream.end()).toBe("\ufffd".repeat(40));
  });
});

describe("a directory", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "lora-gen-"));
    await cp(golden("tokenizers/byte-level/tokenizer.json"), path.join(directory, "tokenizer.json"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test("without a chat template tokenizes, and says so when a chat is asked for", async () => {
    const tokenizer = await Tokenizer.load(directory);
    expect(tokenizer.encode("fox").length).toBeGreaterThan(0);
    expect(tokenizer.hasChatTemplate).toBe(false);
    expect(() => tokenizer.chat([])).toThrow(InputError);
    expect(() => tokenizer.chat([])).toThrow("there is no chat template");
  });

  test("names its EOS ids in generation_config.json, and one of several templates", async () => {
    await writeFile(path.join(directory, "generation_config.json"), '{ "eos_token_id": [2, 7] }');
    const templates = [
      { name: "tool_use", template: "no" },
      { name: "default", template: "{{ messages[0].content }}{{ eos_token }}" },
    ];
    const config = { eos_token: { content: "<|im_end|>" }, pad_token: "<|endoftext|>", chat_template: templates };
    await writeFile(path.join(directory, "tokenizer_config.json"), JSON.stringify(config));
    const tokenizer = await Tokenizer.load(directory);
    expect(tokenizer.eosIds).toEqual([2, 7]);
    expect(tokenizer.padId).toBe(0);
    expect(tokenizer.chat([{ role: "user", content: "hi" }])).toBe("hi<|im_end|>");
  });

  test("whose template refuses the messages passes its reason on", async () => {
    await writeFile(path.join(directory, "chat_template.jinja"), "{{ raise_exception('System role not supported') }}");
    const tokenizer = await Tokenizer.load(directory);
    expect(() => tokenizer.chat([])).toThrow(/fails: .*System role not supported/);
  });

  test("with a broken tokenizer is a FileError", async () => {
    await expect(Tokenizer.load(path.join(directory, "none"))).rejects.toThrow("none: no such file or directory");
    await writeFile(path.join(directory, "tokenizer.json"), "{}");
    await expect(Tokenizer.load(directory)).rejects.toThrow(FileError);
    await writeFile(path.join(directory, "tokenizer.json"), "{");
    await expect(Tokenizer.load(directory)).rejects.toThrow(/tokenizer\.json: is not JSON/);
  });
});
