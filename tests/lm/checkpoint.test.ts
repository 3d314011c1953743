import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { f32, tensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { writeSafetensors } from "../../src/tensor/safetensors-file.js";

const weights: TensorMap = {
  "model.embed_tokens.weight": tensor("bf16", [2, 1], Uint16Array.of(0x3f80, 0x4000)),
  "model.norm.weight": f32([1], [3]),
};
const config = { model_type: "llama", hidden_size: 1, rope_parameters: { rope_type: "default", rope_theta: 1e4 } };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "lora-gen-"));
});
afterEach(() => rm(root, { recursive: true }));

/** A model directory with `files` as JSON and the given safetensors. */
async function directory(
  name: string,
  json: Record<string, unknown>,
  tensors: Record<string, TensorMap>,
): Promise<string> {
  const at = path.join(root, name);
  for (const [file, content] of Object.entries(tensors)) await writeSafetensors(path.join(at, file), content);
  for (const [file, value] of Object.entries(json)) await writeFile(path.join(at, file), JSON.stringify(value));
  return at;
}
const whole = (name = "whole", tensors = weights, json: object = config): Promise<string> =>
  directory(name, { "config.json": json }, { "model.safetensors": tensors });
const sharded = (weightMap: Record<string, unknown>): Promise<string> =>
  directory(
    "sharded",
    { "config.json": config, "model.safetensors.index.json": { weight_map: weightMap } },
    { "a.safetensors": { "model.norm.weight": f32([1], [3]) }, "b.safetensors": { ...weights } },
  );
const good = { "model.norm.weight": "a.safetensors", "model.embed_tokens.weight": "b.safetensors" };

async function hashOf(source: string): Promise<string> {
  const checkpoint = await openCheckpoint(source);
  const hash = await checkpoint.hash();
  await checkpoint.close();
  return hash;
}

describe("a Hugging Face directory", () => {
  test("gives its configuration and its weights as they are stored", async () => {
    const source = await whole();
    const checkpoint = await openCheckpoint(source);
    expect(checkpoint).toMatchObject({ source, config, names: Object.keys(weights) });
    expect(checkpoint.info("model.embed_tokens.weight")).toEqual({ dtype: "bf16", shape: [2, 1] });
    for (const name of checkpoint.names) expect(await checkpoint.read(name)).toEqual(weights[name]);
    await expect(checkpoint.read("lm_head.weight")).rejects.toThrow(
      new FileError(source, 'has no tensor "lm_head.weight"'),
    );
    await checkpoint.close();
  });

  test("in shards is the same model, with the same hash", async () => {
    const checkpoint = await openCheckpoint(await sharded(good));
    for (const name of checkpoint.names) expect(await checkpoint.read(name)).toEqual(weights[name]);
    await checkpoint.close();
    expect(await hashOf(path.join(root, "sharded"))).toBe(await hashOf(await whole()));
  });

  test("saved without its head has the same names", async () => {
    const opt = { "decoder.embed_tokens.weight": f32([1], [1]), "lm_head.weight": f32([1], [2]) };
    const checkpoint = await openCheckpoint(await whole("opt", opt));
    expect(checkpoint.names).toEqual(["lm_head.weight", "model.decoder.embed_tokens.weight"]);
    expect(await checkpoint.read("model.decoder.embed_tokens.weight")).toEqual(opt["decoder.embed_tokens.weight"]);
    await checkpoint.close();
  });
});

test("a hash tells models apart, but not who saved them", async () => {
  const hash = await hashOf(await whole());
  expect(hash).toBe("97c615f50f0ed05d196b5453a24cfa6817e9be8d7149862c4603f4cf233a19bc");
  const { hidden_size, ...rest } = config;
  const resaved = { ...rest, transformers_version: "9.9", torch_dtype: "bfloat16", hidden_size };
  expect(await hashOf(await whole("resaved", weights, resaved))).toBe(hash);
  expect(await hashOf(await whole("wider", weights, { ...config, hidden_size: 2 }))).not.toBe(hash);
  expect(await hashOf(await whole("trained", { ...weights, "model.norm.weight": f32([1], [3.5]) }))).not.toBe(hash);
  expect(await hashOf(await whole("reshaped", { ...weights, "model.norm.weight": f32([1, 1], [3]) }))).not.toBe(hash);
});

describe("what can't be opened is a FileError that says why", () => {
  test.each([
    ["nothing there", async () => path.join(root, "none"), /none: no such file or directory/],
    [
      "no weights",
      () => directory("empty", { "config.json": config }, { "other.safetensors": {} }),
      "has neither model.safetensors nor model.safetensors.index.json",
    ],
    [
      "PyTorch weights",
      () => directory("torch", { "config.json": config, "pytorch_model.bin": 0 }, { "other.safetensors": {} }),
      "has PyTorch weights only",
    ],
    ["no configuration", () => directory("bare", {}, { "model.safetensors": weights }), /config\.json: no such file/],
    ["a configuration that is no object", () => whole("list", weights, []), /config\.json: is not a JSON object/],
    [
      "an index without a map",
      () => directory("index", { "config.json": config, "model.safetensors.index.json": {} }, { "x.safetensors": {} }),
      "has no weight_map",
    ],
    [
      "a shard outside",
      () => sharded({ w: "../a.safetensors" }),
      'tensor "w" is in "../a.safetensors", expected the name of a file beside it',
    ],
    ["a shard that is missing", () => sharded({ w: "c.safetensors" }), /c\.safetensors: no such file/],
    [
      "a tensor that is missing",
      () => sharded({ ...good, "lm_head.weight": "a.safetensors" }),
      /a\.safetensors: has no tensor "lm_head\.weight"/,
    ],
  ])("%s", async (_, make, message) => {
    const opened = openCheckpoint(await make());
    await expect(opened).rejects.toThrow(FileError);
    await expect(opened).rejects.toThrow(message);
  });
});
