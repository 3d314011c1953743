import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { ggufTokenizer } from "../../src/lm/save-gguf-tokenizer.js";
import { readTokenizerFiles } from "../../src/lm/tokenizer-files.js";
import { ggufTokenizerFiles } from "../../src/lm/tokenizer-gguf.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import type { GgufValue } from "../../src/tensor/gguf.js";
import { golden } from "../golden.js";

interface Row {
  text: string;
  ids: number[];
}

const size = 500;
const filesOf = (name: string) => readTokenizerFiles(golden(`tokenizers/${name}`));

/** The metadata as a reader of the file sees them. */
async function metadataOf(name: string): Promise<{ metadata: Map<string, GgufValue>; exact: boolean }> {
  const { fields, exact } = await ggufTokenizer(await filesOf(name), size);
  const present = Object.entries(fields).filter(([, field]) => field !== undefined);
  return { exact, metadata: new Map(present.map(([key, field]) => [key, Object.values(field!)[0] as GgufValue])) };
}

describe.each(["byte-level", "byte-fallback"])("a %s tokenizer", (name) => {
  test("gives the same ids and chats when it is read again", async () => {
    const { metadata, exact } = await metadataOf(name);
    const again = await Tokenizer.of(ggufTokenizerFiles(metadata, "x.gguf"));
    const own = await Tokenizer.of(await filesOf(name));
    const { rows } = JSON.parse(await readFile(golden(`tokenizers/${name}/expected.json`), "utf8")) as { rows: Row[] };
    for (const { text, ids } of rows) expect(again.encode(text)).toEqual(ids);
    expect(exact).toBe(true);
    expect([again.eosIds, again.padId]).toEqual([own.eosIds, own.padId]);
    expect(again.hasChatTemplate).toBe(own.hasChatTemplate);
  });

  test("has the metadata that llama.cpp's converter writes", async () => {
    const { metadata } = await metadataOf(name);
    const theirs = await openGguf(golden(`gguf/${name}.gguf`));
    await theirs.close();
    for (const key of ["model", "pre", "bos_token_id", "eos_token_id", "unknown_token_id", "merges"].map(
      (suffix) => `tokenizer.ggml.${suffix}`,
    ))
      expect([key, metadata.get(key)]).toEqual([key, theirs.metadata.get(key)]);
    const count = (theirs.metadata.get("tokenizer.ggml.tokens") as string[]).length;
    for (const key of ["tokenizer.ggml.tokens", "tokenizer.ggml.token_type"]) {
      const ours = metadata.get(key) as unknown[];
      expect(ours.slice(0, count)).toEqual(theirs.metadata.get(key));
      expect(ours).toHaveLength(size); // as many as the model has rows
    }
  });
});

describe("what llama.cpp has no like of is a FileError", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["another model", { model: { type: "Unigram", vocab: [] } }, 'has a tokenizer of type "Unigram"'],
    [
      "bytes that are missing",
      { model: { type: "BPE", vocab: { "<0x00>": 0 }, merges: [], byte_fallback: true } },
      "has not a token for each of the 256 bytes",
    ],
    ["a normalizer", { normalizer: { type: "Lowercase" } }, 'has a normalizer "Lowercase"'],
    [
      "cuts like no other",
      { pre_tokenizer: { type: "Split", pattern: { Regex: "." }, behavior: "Isolated", invert: false } },
      "has a pre_tokenizer that cuts text unlike those of llama.cpp known here: gpt-2, smollm, qwen2, llama-bpe",
    ],
  ])("%s", async (_, changes, message) => {
    const files = await filesOf("byte-level");
    const changed = { ...files, tokenizer: { ...files.tokenizer, ...changes } };
    const error: unknown = await ggufTokenizer(changed, size).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).message).toContain(message);
  });

  test("nearly the same cuts are told from the same", async () => {
    const files = await filesOf("byte-level");
    const regex = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    const pre = { type: "Split", pattern: { Regex: regex }, behavior: "Isolated", invert: false };
    const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false };
    const own = { type: "Sequence", pretokenizers: [pre, bytes] };
    const { exact, fields } = await ggufTokenizer(
      { ...files, tokenizer: { ...files.tokenizer, pre_tokenizer: own } },
      size,
    );
    expect(exact).toBe(false);
    expect(fields["tokenizer.ggml.pre"]).toEqual({ string: "gpt-2" });
  });
});
