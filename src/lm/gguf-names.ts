/** @file llama.cpp's names of tensors, and where it stores them in another order or with another origin than Hugging Face. */

import { f32, type DTypeArrays, type HostTensor } from "../tensor/host-tensor.js";

/** Modules outside the layers, and in one: llama.cpp's names and Hugging Face's (gguf-py's tensor_mapping.py). */
const outer: Record<string, string> = {
  token_embd: "model.embed_tokens",
  output_norm: "model.norm",
  output: "lm_head",
};
const inner: Record<string, string> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

/** What each rotary frequency is divided by (Llama 3.1 and later); a tensor there, configuration here. */
export const ropeFactorsName = "rope_freqs.weight";

/** Undefined for a tensor that no Llama, Qwen2 or Gemma has. */
export function huggingFaceName(name: string): string | undefined {
  const [, layer, module = "", suffix = ""] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const known = layer === undefined ? outer : inner;
  if (!Object.hasOwn(known, module)) return undefined;
  return `${layer === undefined ? "" : `model.layers.${layer}.`}${known[module]!}.${suffix}`;
}

const inverse = (names: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(names).map(([theirs, ours]) => [ours, theirs]));
const [outerInverse, innerInverse] = [inverse(outer), inverse(inner)];

/** The other way; throws for a name that `weightShapes` does not give for one of these architectures. */
export function ggufName(name: string): string {
  const [, layer, module = "", suffix = ""] = /^(?:model\.layers\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(name) ?? [];
  const found = (layer === undefined ? outerInverse : innerInverse).get(module);
  if (found === undefined) throw new Error(`${name} has no name in GGUF files`);
  return `${layer === undefined ? "" : `blk.${layer}.`}${found}.${suffix}`;
}

/** Heads whose rows llama.cpp stores in another order. */
export interface HeadCounts {
  readonly heads: number;
  readonly keyValueHeads: number;
}

/** Of the projection that a weight or bias belongs to: set for q and k of "llama" files, whose rows are reordered. */
export function permutedHeads(architecture: string, name: string, counts: HeadCounts): number | undefined {
  if (architecture !== "llama") return undefined;
  const module = name.split(".").at(-2);
  return module === "q_proj" ? counts.heads : module === "k_proj" ? counts.keyValueHeads : undefined;
}

/**
 * Reorders q and k rows for "llama" files: within a head, llama.cpp interleaves the two halves that rotary positions
 * pair (`LlamaModel.permute` of its convert_hf_to_gguf.py). `undo` goes back.
 */
export function permuteHeads<D extends "f32" | "u8">(
  { dtype, shape, data }: HostTensor<D>,
  heads: number,
  undo = false,
): HostTensor<D> {
  const rows = shape[0]!;
  const width = data.length / rows; // 1 for a bias
  const half = rows / heads / 2;
  const out = data.slice();
  for (let row = 0; row < rows; row++) {
    const head = Math.floor(row / (2 * half));
    const [pair, side] = [Math.floor((row % (2 * half)) / 2), row % 2];
    const apart = head * 2 * half + side * half + pair;
    const [from, to] = undo ? [row, apart] : [apart, row];
    out.set(data.subarray(from * width, (from + 1) * width), to * width);
  }
  return { dtype, shape, data: out as DTypeArrays[D] };
}

/** Gemma's norms multiply by 1 + weight; llama.cpp stores the sum. */
export const isShiftedNorm = (architecture: string, name: string): boolean =>
  architecture === "gemma" && name.endsWith("norm.weight");

export const shifted = ({ shape, data }: HostTensor<"f32">, by: number): HostTensor<"f32"> =>
  f32(
    shape,
    data.map((x) => x + by),
  );
