/** @file The golden LoRA-Gen case: PyTorch's stacked tensors under our names. */

import { readFileSync } from "node:fs";
import { parseConfig } from "../../src/lm/config.js";
import { encodePrompts } from "../../src/methods/lora-gen/meta-tokens.js";
import { expertName } from "../../src/methods/edge-loss.js";
import { cloudLoraName } from "../../src/methods/lora-gen/parameters.js";
import { dimensions, paperSettings, type Dimensions } from "../../src/methods/lora-gen/settings.js";
import { prefixed } from "../../src/methods/method.js";
import { elementCount, f32, i64, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { golden, readGolden } from "../golden.js";

export const configOf = (model: "cloud" | "edge") =>
  parseConfig(JSON.parse(readFileSync(golden(`lora-gen/${model}/config.json`), "utf8")), model);

const edge = configOf("edge");
export const goldenDimensions = dimensions(
  { ...paperSettings(edge), experts: 4, topK: 2, rank: 3, alpha: 3, cloudRank: 2, cloudAlpha: 2 },
  configOf("cloud"),
  edge,
);

/** Row i of a stacked tensor. */
const row = (t: HostTensor, i: number): HostTensor => {
  const shape = t.shape.slice(1);
  const size = elementCount(shape);
  return { dtype: t.dtype, shape, data: (t.data as Float32Array).slice(i * size, (i + 1) * size) };
};

/** Tensors of a golden file by our names; `prefix` picks gradients. */
export function renamed(tensors: TensorMap, prefix = ""): TensorMap {
  const get = (name: string): HostTensor => tensors[prefix + name]!;
  const reshaped = (t: HostTensor, shape: number[]): HostTensor => ({ ...t, shape });
  const { cloud, metaTokens, settings } = goldenDimensions;
  const out: TensorMap = {
    meta: get("meta"),
    "router.f1.weight": get("f1"),
    "router.f1.bias": get("f1_bias"),
    "router.f2.weight": get("f2"),
    "router.f2.bias": get("f2_bias"),
    "router.norm.weight": reshaped(get("bn.weight"), [metaTokens, settings.experts]),
    "router.norm.bias": reshaped(get("bn.bias"), [metaTokens, settings.experts]),
  };
  for (let i = 0; i < cloud.layers; i++)
    for (const p of ["q", "v"])
      for (const h of ["a", "b"] as const) out[cloudLoraName(i, p, h)] = row(get(`${p}_${h}`), i);
  for (let i = 0; i < edge.layers; i++)
    for (const p of ["gate", "up", "down"])
      for (const h of ["a", "b"] as const) out[expertName(i, p, h)] = row(get(`${p}_${h}`), i);
  return out;
}

/** The golden batch: 4 prompts, 2 requests each; every position but the last is read, the mask says which count. */
export function goldenBatch(train: TensorMap, d: Dimensions = goldenDimensions): TensorMap {
  const prompts = [0, 1, 2, 3].map((i) => Array.from(train[`prompt_${i}`]!.data as BigInt64Array, Number));
  const { ids, metaAt } = encodePrompts(prompts, d);
  const [rows, tokens] = [8, 9];
  const at = Array.from({ length: rows * (tokens - 1) }, (_, i) => i % (tokens - 1));
  const shifted = <T>(data: ArrayLike<T>): T[] => Array.from(data).filter((_, i) => i % tokens !== 0);
  return {
    prompt_ids: ids,
    meta_at: metaAt,
    ids: { ...train["ids"]!, shape: [rows, tokens] },
    read_at: i64([rows, tokens - 1], at),
    targets: i64([rows, tokens - 1], shifted(train["ids"]!.data as BigInt64Array).map(Number)),
    weights: f32([rows, tokens - 1], shifted(train["mask"]!.data as Float32Array)),
  };
}

/** Both frozen models, by graph input. */
export const goldenModels = async (): Promise<TensorMap> => ({
  ...prefixed("cloud.", await readGolden("lora-gen/cloud/model.safetensors")),
  ...prefixed("edge.", await readGolden("lora-gen/edge/model.safetensors")),
});
