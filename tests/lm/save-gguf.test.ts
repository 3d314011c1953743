import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { weightReader } from "../../src/lm/read-weights.js";
import { saveGguf, type GgufModel, type SavedGguf } from "../../src/lm/save-gguf.js";
import type { TokenizerFiles } from "../../src/lm/tokenizer-definition.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import type { GgufDtype } from "../../src/tensor/quantize.js";
import { golden, readGolden } from "../golden.js";

/** A tokenizer that any of the models has room for. */
const tokenizer: TokenizerFiles = {
  source: "here",
  tokenizer: {
    model: { type: "BPE", vocab: { a: 0, b: 1, ab: 2, "<e>": 3 }, merges: ["a b"] },
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    added_tokens: [{ id: 3, content: "<e>", special: true }],
  },
  config: { eos_token: "<e>" },
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "lora-gen-gguf-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function save(name: string, dtype: GgufDtype, changes: Partial<GgufModel> = {}): Promise<SavedGguf> {
  const source = golden(`architectures/${name}`);
  const checkpoint = await openCheckpoint(source);
  const config = parseConfig(checkpoint.config, source);
  const read = weightReader(checkpoint, config);
  try {
    return await saveGguf(
      path.join(directory, `${name}-${dtype}.gguf`),
      { config, source, name, tokenizer, read, ...changes },
      dtype,
    );
  } finally {
    await checkpoint.close();
  }
}

describe.each(["llama", "llama3", "qwen2", "gemma"])("a %s model", (name) => {
  test("is stored as llama.cpp's converter does it, to the bit", async () => {
    await save(name, "f32");
    const [ours, theirs] = [
      await openGguf(path.join(directory, `${name}-f32.gguf`)),
      await openGguf(golden(`gguf/${name}.gguf`)),
    ];
    expect(ours.names.toSorted()).toEqual(theirs.names.toSorted());
    for (const tensor of ours.names) {
      const [a, b] = [await ours.readStored(tensor), await theirs.readStored(tensor)];
      expect([tensor, a.type.name, a.shape]).toEqual([tensor, b.type.name, b.shape]);
      // The converter computes frequencies in f32.
      if (tensor === "rope_freqs.weight") expect(await ours.read(tensor)).toBeAllclose(await theirs.read(tensor));
      else expect(Buffer.compare(a.bytes, b.bytes)).toBe(0);
    }
    for (const [key, value] of theirs.metadata) expect([key, ours.metadata.get(key)]).toEqual([key, value]);
    await Promise.all([ours.close(), theirs.close()]);
  });

  test("comes back with its configuration and its weights", async () => {
    const { bytes, tensors } = await save(name, "f32");
    const file = path.join(directory, `${name}-f32.gguf`);
    const checkpoint = await openCheckpoint(file);
    const weights = await readGolden(`architectures/${name}/model.safetensors`);
    expect(checkpoint.names).toEqual(Object.keys(weights).sort());
    for (const key of checkpoint.names)
      expect(await checkpoint.read(key)).toBeAllclose(weights[key], { atol: name === "gemma" ? 1e-7 : 0, rtol: 0 });
    await checkpoint.close();
    const json = JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")) as unknown;
    const expected = parseConfig(json, name);
    const { normEpsilon, rope, ...parsed } = parseConfig(checkpoint.config, file);
    expect(expected).toMatchObject(parsed);
    expect(normEpsilon).toBeCloseTo(expected.normEpsilon, 12);
    expect(rope?.theta).toBe(expected.rope?.theta);
    expect(tensors).toBe(checkpoint.names.length + (name === "llama3" ? 1 : 0));
    expect(bytes).toBeGreaterThan(0);
  });
});

test("matrices become blocks where their rows are whole ones, and halves elsewhere; vectors stay as they are", async () => {
  await save("llama", "q8_0", {});
  const file = await openGguf(path.join(directory, "llama-q8_0.gguf"));
  const typeOf = async (name: string): Promise<string> => (await file.readStored(name)).type.name;
  expect(await typeOf("blk.0.ffn_gate.weight")).toBe("Q8_0"); // rows of 32
  expect(await typeOf("blk.0.ffn_down.weight")).toBe("F16"); // rows of 48
  expect(await typeOf("blk.0.attn_norm.weight")).toBe("F32");
  expect(file.metadata.get("general.file_type")).toBe(7);
  await file.close();
});

describe("what llama.cpp can't hold is a FileError, and no file", () => {
  const of = (name: string): DecoderConfig =>
    parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);
  test.each<[string, string, Partial<GgufModel>, string]>([
    ["OPT", "opt", {}, 'is of architecture "opt", which GGUF files can\'t hold, only llama, qwen2, gemma'],
    [
      "another activation",
      "llama",
      { config: { ...of("llama"), activation: "gelu" } },
      'has an activation, biases or a head that llama.cpp\'s "llama" has not',
    ],
    [
      "more tokens than the model has",
      "llama",
      {
        tokenizer: {
          ...tokenizer,
          tokenizer: { ...tokenizer.tokenizer, added_tokens: [{ id: 9999, content: "<x>", special: true }] },
        },
      },
      'here: has token 9999, "<x>"; the model has',
    ],
  ])("%s", async (_, name, changes, message) => {
    const saved = save(name, "bf16", changes);
    await expect(saved).rejects.toThrow(FileError);
    await expect(saved).rejects.toThrow(message);
    expect(await readdir(directory)).not.toContain(`${name}-bf16.gguf`);
  });
});
