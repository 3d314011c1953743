/** @file GGUF files of Llama, Qwen2 and Gemma models, under Hugging Face's names. */

import { FileError } from "../errors.js";
import { openGguf, type GgufFile } from "../tensor/gguf-file.js";
import { f32, type HostTensor } from "../tensor/host-tensor.js";
import { lookUp, type TensorInfo } from "../tensor/source.js";
import { contentHash, type Checkpoint } from "./checkpoint-common.js";
import { ggufArchitecture, ggufConfig } from "./gguf-config.js";

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
const ropeFactors = "rope_freqs.weight";

function huggingFaceName(name: string): string | undefined {
  const [, layer, module = "", suffix = ""] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const known = layer === undefined ? outer : inner;
  if (!Object.hasOwn(known, module)) return undefined;
  return `${layer === undefined ? "" : `model.layers.${layer}.`}${known[module]!}.${suffix}`;
}

/** Hugging Face's names, each with the one in the file. */
function renamed(file: GgufFile, source: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const stored of file.names) {
    if (stored === ropeFactors) continue; // part of the configuration
    const name = huggingFaceName(stored);
    if (name === undefined) throw new FileError(source, `has tensor "${stored}", which no Llama, Qwen2 or Gemma has`);
    names.set(name, stored);
  }
  return names;
}

/**
 * Undoes the order of q and k rows in "llama" files: within a head, llama.cpp interleaves the two halves that rotary
 * positions pair (`LlamaModel.permute` of its convert_hf_to_gguf.py).
 */
function unpermute({ shape, data }: HostTensor<"f32">, heads: number): HostTensor<"f32"> {
  const rows = shape[0]!;
  const width = data.length / rows; // 1 for a bias
  const half = rows / heads / 2;
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const head = Math.floor(row / (2 * half));
    const [pair, side] = [Math.floor((row % (2 * half)) / 2), row % 2];
    out.set(data.subarray(row * width, (row + 1) * width), (head * 2 * half + side * half + pair) * width);
  }
  return f32(shape, out);
}

/** Gemma's norms multiply by 1 + weight; llama.cpp stores the sum. */
const minusOne = ({ shape, data }: HostTensor<"f32">): HostTensor<"f32"> =>
  f32(
    shape,
    data.map((x) => x - 1),
  );

async function open(file: GgufFile, source: string): Promise<Checkpoint> {
  const architecture = ggufArchitecture(file.metadata, source);
  const places = renamed(file, source);
  const names = [...places.keys()].sort();
  const at = (name: string): string => lookUp(source, places, name);
  const info = (name: string): TensorInfo => file.info(at(name));
  const config = ggufConfig(file.metadata, {
    file: source,
    names: new Set(file.names),
    vocabularySize: info("model.embed_tokens.weight").shape[0]!,
    ropeFactors: file.names.includes(ropeFactors) ? (await file.read(ropeFactors)).data : undefined,
  });
  const headsOf: Record<string, number> = {
    q_proj: config["num_attention_heads"] as number,
    k_proj: config["num_key_value_heads"] as number,
  };
  return {
    source,
    config,
    names,
    info,
    read: async (name) => {
      const t = await file.read(at(name));
      const heads = headsOf[name.split(".").at(-2)!];
      if (architecture === "llama" && heads !== undefined) return unpermute(t, heads);
      return architecture === "gemma" && name.endsWith("norm.weight") ? minusOne(t) : t;
    },
    // Of the file's own metadata and blocks: what is made of them here may become better without being another model.
    hash: () => {
      const own = [...file.metadata].filter(
        ([key]) => key === "general.architecture" || key.startsWith(`${architecture}.`),
      );
      return contentHash(Object.fromEntries(own), names, async (name) => {
        const { type, shape, bytes } = await file.readStored(at(name));
        return { type: type.name, shape, bytes };
      });
    },
    close: () => file.close(),
  };
}

export async function openGgufCheckpoint(source: string): Promise<Checkpoint> {
  const file = await openGguf(source);
  try {
    return await open(file, source);
  } catch (error) {
    await file.close();
    throw error;
  }
}
