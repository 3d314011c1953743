import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import type { GgufMetadata } from "../../src/lm/gguf-config.js";
import { ggufTokenizerFiles } from "../../src/lm/tokenizer-gguf.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import type { GgufValue } from "../../src/tensor/gguf.js";
import { golden } from "../golden.js";

async function metadataOf(name: string): Promise<GgufMetadata> {
  const file = await openGguf(golden(`gguf/${name}.gguf`));
  await file.close();
  return file.metadata;
}
const byteLevel = await metadataOf("byte-level");
const byteFallback = await metadataOf("byte-fallback");

/** The tokenizer of `metadata` with some of it changed. */
const make = async (metadata: GgufMetadata, changes: Record<string, GgufValue | undefined>): Promise<Tokenizer> => {
  const changed = new Map<string, GgufValue>(metadata);
  for (const [key, value] of Object.entries(changes))
    if (value === undefined) changed.delete(key);
    else changed.set(key, value);
  return Tokenizer.of(ggufTokenizerFiles(changed, "x.gguf"));
};

describe("text is cut as the model's own tokenizer cuts it", async () => {
  const expected = JSON.parse(await readFile(golden("gguf/pre.json"), "utf8")) as Record<
    string,
    { text: string; ids: number[] }[]
  >;
  test.each(Object.entries(expected))("%s", async (pre, rows) => {
    const tokenizer = await make(byteLevel, { "tokenizer.ggml.pre": pre, "tokenizer.ggml.add_bos_token": false });
    for (const { text, ids } of rows) expect(tokenizer.encode(text)).toEqual(ids);
  });
});

test("a special token has every field that Python's tokenizers asks for", () => {
  const added = ggufTokenizerFiles(byteLevel, "x.gguf").tokenizer["added_tokens"] as Record<string, unknown>[];
  expect(added.length).toBeGreaterThan(0);
  const fields = ["content", "id", "lstrip", "normalized", "rstrip", "single_word", "special"];
  for (const token of added) expect(Object.keys(token).sort()).toEqual(fields);
});

test("BOS and EOS are added where the file or llama.cpp's default says so", async () => {
  const [bos, eos] = [byteLevel.get("tokenizer.ggml.bos_token_id"), byteLevel.get("tokenizer.ggml.eos_token_id")];
  const flags = { "tokenizer.ggml.add_bos_token": true, "tokenizer.ggml.add_eos_token": true };
  const bare = (await make(byteLevel, {})).encode("fox");
  expect((await make(byteLevel, flags)).encode("fox")).toEqual([bos, ...bare, eos]);
  const llama3 = { "tokenizer.ggml.pre": "llama-bpe", "tokenizer.ggml.add_bos_token": undefined };
  expect((await make(byteLevel, llama3)).encode("fox")[0]).toBe(bos);
  expect((await make(byteFallback, { "tokenizer.ggml.add_bos_token": false })).encode("")).toEqual([]);
});

test("what is added to a text is told with its id, which Python's tokenizers asks for", () => {
  const [bos, eos] = ["bos", "eos"].map((name) => byteLevel.get(`tokenizer.ggml.${name}_token_id`) as number);
  const tokens = byteLevel.get("tokenizer.ggml.tokens") as string[];
  const told = (id: number): object => ({ [tokens[id]!]: { id: tokens[id], ids: [id], tokens: [tokens[id]] } });
  const specials = (flags: object): unknown => {
    const metadata = new Map([...byteLevel, ...Object.entries(flags as Record<string, GgufValue>)]);
    const { post_processor: processor } = ggufTokenizerFiles(metadata, "x.gguf").tokenizer;
    return (processor as Record<string, unknown> | null)?.["special_tokens"];
  };
  const [withBos, withEos] = [{ "tokenizer.ggml.add_bos_token": true }, { "tokenizer.ggml.add_eos_token": true }];
  expect(specials(withBos)).toEqual(told(bos!));
  expect(specials({ ...withBos, ...withEos })).toEqual({ ...told(bos!), ...told(eos!) });
});

test("EOT ends a text as EOS does", async () => {
  const eos = byteLevel.get("tokenizer.ggml.eos_token_id");
  expect((await make(byteLevel, { "tokenizer.ggml.eot_token_id": 0 })).eosIds).toEqual([eos, 0]);
});

describe("Gemma's SentencePiece", async () => {
  const tokens = ["<unk>", "<bos>", "▁", "  ", "a", "b", "ab", "▁ab", "<b>"];
  const gemma = new Map<string, GgufValue>([
    ["general.architecture", "gemma"],
    ["tokenizer.ggml.model", "llama"],
    ["tokenizer.ggml.tokens", tokens],
    ["tokenizer.ggml.scores", tokens.map((_, i) => (i === 7 ? 0 : i))],
    ["tokenizer.ggml.token_type", [2, 3, 1, 4, 1, 1, 1, 1, 4]],
    ["tokenizer.ggml.bos_token_id", 1],
    ["tokenizer.ggml.add_space_prefix", false],
  ]);
  const tokenizer = await Tokenizer.of(ggufTokenizerFiles(gemma, "x.gguf"));

  test("starts with BOS, puts no space in front, and merges in the order of its tokens", () => {
    expect(tokenizer.encode("ab ab")).toEqual([1, 6, 7]);
    expect(tokenizer.decode([1, 6, 7], { skipSpecial: true })).toBe("ab ab");
  });

  test("knows its own tokens in a text, special or not", () => {
    expect(tokenizer.encode("<bos>a<b>")).toEqual([1, 1, 4, 8]);
    expect(tokenizer.encode("a<b>", { special: false, addSpecial: false })).toEqual([4, 8]);
  });
});

test.each<[string, Record<string, GgufValue | undefined>, string]>([
  ["no tokens", { "tokenizer.ggml.tokens": undefined }, 'has no "tokenizer.ggml.tokens"'],
  ["no merges", { "tokenizer.ggml.merges": undefined }, 'has no "tokenizer.ggml.merges"'],
  ["another model", { "tokenizer.ggml.model": "bert" }, 'has tokenizer.ggml.model "bert", expected gpt2 or llama'],
  [
    "unknown cuts",
    { "tokenizer.ggml.pre": "tekken" },
    'has tokenizer.ggml.pre "tekken", expected one of default, gpt-2',
  ],
])("%s: a FileError that says so", async (_, changes, message) => {
  const error: unknown = await make(byteLevel, changes).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(FileError);
  expect((error as FileError).message).toContain(`x.gguf: ${message}`);
});
