import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { initialWeights } from "../../src/lm/initialize.js";
import { weightReader } from "../../src/lm/read-weights.js";
import { saveGguf, type GgufModel } from "../../src/lm/save-gguf.js";
import { readTokenizerFiles } from "../../src/lm/tokenizer-files.js";
import { f32, type HostTensor } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { golden, readGolden } from "../golden.js";
import { llama, llamaTitle } from "./llama.js";

/** Of the golden tokenizers; the golden models have 97 tokens, too few for llama.cpp's tokenizers. */
const vocabularySize = 402;

/** With rows of zeros for the tokens that a golden model lacks. */
function widened(t: HostTensor<"f32">, name: string): HostTensor<"f32"> {
  if (!/embed_tokens|lm_head/.test(name)) return t;
  const width = t.shape[1]!;
  const data = new Float32Array(vocabularySize * width);
  data.set(t.data);
  return f32([vocabularySize, width], data);
}

describe.skipIf(!llama)(llamaTitle, { timeout: 600_000 }, () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "lora-gen-llama-cpp-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** The most probable token behind each row of `ids`. */
  async function nextTokens(file: string, ids: number[][]): Promise<number[]> {
    const model = await llama!.loadModel({ modelPath: file, gpuLayers: 0 });
    const next: number[] = [];
    for (const row of ids) {
      const context = await model.createContext({ contextSize: 64, threads: 1 });
      const tokens = context.getSequence().evaluate(row as Token[], { temperature: 0, yieldEogToken: true });
      next.push((await tokens.next()).value as number);
      await context.dispose();
    }
    await model.dispose();
    return next;
  }

  test.each(["llama", "llama3", "qwen2", "gemma"])("a %s model goes on as PyTorch has it", async (name) => {
    const source = golden(`architectures/${name}`);
    const checkpoint = await openCheckpoint(source);
    const config = parseConfig(checkpoint.config, source);
    const read = weightReader(checkpoint, config);
    const tokenizer = await readTokenizerFiles(golden("tokenizers/byte-fallback"));
    const model: GgufModel = {
      config: { ...config, vocabularySize },
      source,
      name,
      tokenizer,
      read: async (weight) => widened(await read(weight), weight),
    };
    const file = join(directory, `${name}.gguf`);
    await saveGguf(file, model, "f32");
    await checkpoint.close();
    const { input_ids: ids, logits } = await readGolden(`architectures/${name}/expected.safetensors`);
    const [rows, length, vocabulary] = logits!.shape as [number, number, number];
    const prefixes = Array.from({ length: rows }, (_, r) => [6, length].map((n) => ({ r, n }))).flat();
    const expected = prefixes.map(({ r, n }) => {
      const at = (r * length + n - 1) * vocabulary;
      const row = (logits!.data as Float32Array).subarray(at, at + vocabulary);
      return row.indexOf(Math.max(...row));
    });
    const all = Array.from(ids!.data as BigInt64Array, Number);
    const given = prefixes.map(({ r, n }) => all.slice(r * length, r * length + n));
    expect(await nextTokens(file, given)).toEqual(expected);
  });

  test.each(["byte-level", "byte-fallback"])("a %s tokenizer cuts text into its own ids", async (name) => {
    const source = golden("architectures/llama");
    const checkpoint = await openCheckpoint(source);
    await checkpoint.close();
    const config = parseConfig({ ...checkpoint.config, vocab_size: vocabularySize }, source);
    const weights = initialWeights(config, new Random(name));
    const read = (weight: string) => Promise.resolve(weights[weight] as HostTensor<"f32">);
    const tokenizer = await readTokenizerFiles(golden(`tokenizers/${name}`));
    const file = join(directory, `${name}.gguf`);
    await saveGguf(file, { config, source, name, tokenizer, read }, "f32");
    const model = await llama!.loadModel({ modelPath: file, gpuLayers: 0 });
    const { rows } = JSON.parse(await readFile(golden(`tokenizers/${name}/expected.json`), "utf8")) as {
      rows: { text: string; bare: number[] }[];
    };
    for (const { text, bare } of rows) expect([text, ...model.tokenize(text, true)]).toEqual([text, ...bare]);
    await model.dispose();
  });
});
