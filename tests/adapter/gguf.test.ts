import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveAdapterGguf, saveMergedGguf } from "../../src/adapter/gguf.js";
import { merge } from "../../src/adapter/merge.js";
import { FileError, ShapeError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { permutedHeads, permuteHeads } from "../../src/lm/gguf-names.js";
import { readWeights } from "../../src/lm/read-weights.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { ffnProjections } from "../../src/lm/weights.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { golden, readGolden } from "../golden.js";
import { configOf, randomAdapter } from "./adapters.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "lora-gen-adapter-gguf-"));
});
afterAll(() => rm(directory, { recursive: true }));
const at = (name: string): string => join(directory, name);

const llama = golden("architectures/llama");
const config = configOf("llama");

test("a LoRA has llama.cpp's names, shapes and alpha", async () => {
  const adapter = randomAdapter(config, ["v", ...ffnProjections(config)], 3, 0.5);
  await saveAdapterGguf(at("lora.gguf"), llama, { adapter, name: "mine", dtype: "f32" });
  const file = await openGguf(at("lora.gguf"));
  expect(Object.fromEntries(file.metadata)).toEqual({
    "general.architecture": "llama",
    "general.type": "adapter",
    "general.name": "mine",
    "adapter.type": "lora",
    "adapter.lora.alpha": 1.5,
  });
  expect(file.names).toHaveLength(config.layers * 4 * 2);
  const { a, b } = adapter.layers[1]!.down!;
  const [loraA, loraB] = [
    await file.read("blk.1.ffn_down.weight.lora_a"),
    await file.read("blk.1.ffn_down.weight.lora_b"),
  ];
  expect([loraA.shape, loraB.shape]).toEqual([
    [3, config.ffnWidth],
    [config.width, 3],
  ]);
  expect(loraA.data[2 * config.ffnWidth + 5]).toBe(a.data[5 * 3 + 2]);
  expect(loraB.data[7 * 3 + 1]).toBe(b.data[1 * config.width + 7]);
  await file.close();
});

test("what the LoRA adds to llama.cpp's weights is what merging adds, reordered heads and all", async () => {
  const adapter = randomAdapter(config, ["q", "k", "up"], 2, 0.75);
  await saveAdapterGguf(at("lora.gguf"), llama, { adapter, name: "mine", dtype: "f32" });
  const weights = await readGolden("architectures/llama/model.safetensors");
  const merged = await merge(config, weights, adapter);
  const [lora, base] = [await openGguf(at("lora.gguf")), await openGguf(golden("gguf/llama.gguf"))];
  for (const [theirs, ours] of [
    ["attn_q", "self_attn.q_proj"],
    ["attn_k", "self_attn.k_proj"],
    ["ffn_up", "mlp.up_proj"],
  ]) {
    const name = `blk.0.${theirs}.weight`;
    const [w, a, b] = [await base.read(name), await lora.read(`${name}.lora_a`), await lora.read(`${name}.lora_b`)];
    const [out, fanIn] = w.shape as [number, number];
    const sum = w.data.map((value, i) => {
      const [row, column] = [Math.floor(i / fanIn), i % fanIn];
      return value + 0.75 * [0, 1].reduce((s, r) => s + b.data[row * 2 + r]! * a.data[r * fanIn + column]!, 0);
    });
    const weight = `model.layers.0.${ours}.weight`;
    const heads = permutedHeads("llama", weight, config);
    const undone = { dtype: "f32" as const, shape: [out, fanIn], data: sum };
    expect(heads === undefined ? undone : permuteHeads(undone, heads, true)).toBeAllclose(merged[weight], {
      atol: 1e-5,
    });
  }
  await Promise.all([lora.close(), base.close()]);
});

test("what does not fit, or llama.cpp can't hold, is an error", async () => {
  const adapter = randomAdapter(configOf("opt"), ["up"]);
  const options = { adapter, name: "x", dtype: "f32" as const };
  await expect(saveAdapterGguf(at("bad.gguf"), golden("architectures/opt"), options)).rejects.toThrow(FileError);
  await expect(saveAdapterGguf(at("bad.gguf"), llama, options)).rejects.toThrow(ShapeError);
});

test("a GGUF file with an adapter merged has the merged weights, and those of its base otherwise", async () => {
  const source = "checkpoints/nano/edge";
  const base = await openCheckpoint(source);
  const c = parseConfig(base.config, source);
  const adapter = randomAdapter(c, ["q", "down"]);
  await saveMergedGguf(at("merged.gguf"), source, { adapter, name: "x", dtype: "f32" });
  const saved = await openCheckpoint(at("merged.gguf"));
  expect(saved.names).toEqual(base.names);
  const weights = await readWeights(base, c);
  const expected = { ...weights, ...(await merge(c, weights, adapter)) };
  for (const name of saved.names) expect(await saved.read(name)).toBeAllclose(expected[name], { atol: 0, rtol: 0 });
  await Promise.all([base.close(), saved.close()]);
});

test("a model's GGUF file has its tokens: chats and odd texts", async () => {
  await saveMergedGguf(at("base.gguf"), "checkpoints/nano/edge", { name: "x", dtype: "q8_0" });
  const [ours, theirs] = [await Tokenizer.load("checkpoints/nano/edge"), await Tokenizer.load(at("base.gguf"))];
  const chat = ours.chat([{ role: "user", content: 'play(song="Yesterday") at 7:30, "ok"?' }], {
    addGenerationPrompt: true,
  });
  expect(theirs.chat([{ role: "user", content: "hi" }])).toEqual(ours.chat([{ role: "user", content: "hi" }]));
  for (const text of [chat, "Größe: 日本語 €5 {}", "a\n\n  b"]) expect(theirs.encode(text)).toEqual(ours.encode(text));
  expect([theirs.eosIds, theirs.padId]).toEqual([ours.eosIds, ours.padId]);
});
