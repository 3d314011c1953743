/** @file The golden LoRA-Gen case: PyTorch's stacked tensors under our names. */

import { readFileSync } from "node:fs";
import { parseConfig } from "../../src/lm/config.js";
import { cloudLoraName, expertName } from "../../src/methods/lora-gen/parameters.js";
import { dimensions, paperSettings } from "../../src/methods/lora-gen/settings.js";
import { elementCount, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { golden } from "../golden.js";

export const configOf = (model: "cloud" | "edge") => parseConfig(JSON.parse(readFileSync(golden(`lora-gen/${model}/config.json`), "utf8")), model);

const edge = configOf("edge");
export const goldenDimensions = dimensions({ ...paperSettings(edge), experts: 4, topK: 2, rank: 3, alpha: 3, cloudRank: 2, cloudAlpha: 2 }, configOf("cloud"), edge);

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
  for (let i = 0; i < cloud.layers; i++) for (const p of ["q", "v"]) for (const h of ["a", "b"] as const) out[cloudLoraName(i, p, h)] = row(get(`${p}_${h}`), i);
  for (let i = 0; i < edge.layers; i++) for (const p of ["gate", "up", "down"]) for (const h of ["a", "b"] as const) out[expertName(i, p, h)] = row(get(`${p}_${h}`), i);
  return out;
}
