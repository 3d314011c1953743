/** @file The metadata of a GGUF file as a Hugging Face config.json: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */

import { FileError, shown } from "../errors.js";
import type { GgufValue } from "../tensor/gguf.js";
import type { Json } from "./json.js";

export type GgufMetadata = ReadonlyMap<string, GgufValue>;

/** The architectures that can be read, and what of their configuration is not in the metadata. */
const activations: Record<string, Json> = {
  llama: { hidden_act: "silu" }, // Mistral, too
  qwen2: { hidden_act: "silu" },
  gemma: { hidden_activation: "gelu_pytorch_tanh" },
};

/** `general.architecture`, if it is one that can be read. */
export function ggufArchitecture(metadata: GgufMetadata, file: string): string {
  const architecture = metadata.get("general.architecture");
  if (typeof architecture === "string" && Object.hasOwn(activations, architecture)) return architecture;
  const known = Object.keys(activations).join(", ");
  throw new FileError(file, `has general.architecture ${shown(architecture)}, expected one of ${known}`);
}

/** What of a model's shape its tensors tell better than the metadata. */
export interface GgufTensors {
  readonly file: string;
  readonly names: ReadonlySet<string>;
  /** Rows of the token embedding. */
  readonly vocabularySize: number;
  /** `rope_freqs.weight`: what each rotary frequency is divided by (Llama 3.1 and later). */
  readonly ropeFactors: Float32Array | undefined;
}

export function ggufConfig(metadata: GgufMetadata, { file, names, vocabularySize, ropeFactors }: GgufTensors): Json {
  const architecture = ggufArchitecture(metadata, file);
  const find = (name: string): number | undefined => {
    const value = metadata.get(`${architecture}.${name}`);
    if (value === undefined || typeof value === "number") return value;
    throw new FileError(file, `has "${architecture}.${name}" ${shown(value)}, expected one number`);
  };
  const need = (name: string): number => {
    const value = find(name);
    if (value === undefined) throw new FileError(file, `has no "${architecture}.${name}"`);
    return value;
  };
  const width = need("embedding_length");
  const heads = need("attention.head_count");
  const headWidth = find("attention.key_length") ?? width / heads;
  const theta = find("rope.freq_base") ?? 10000;
  return {
    model_type: architecture,
    vocab_size: vocabularySize,
    hidden_size: width,
    num_hidden_layers: need("block_count"),
    num_attention_heads: heads,
    num_key_value_heads: find("attention.head_count_kv") ?? heads,
    head_dim: headWidth,
    intermediate_size: need("feed_forward_length"),
    // Within a sliding window (Mistral's) attention is what it would be without.
    max_position_embeddings: Math.min(need("context_length"), find("attention.sliding_window") ?? Infinity),
    rms_norm_eps: need("attention.layer_norm_rms_epsilon"),
    rope_parameters: {
      rope_theta: theta,
      ...ropeScaling(metadata, architecture, { theta, headWidth, ropeFactors, file }),
    },
    attention_bias: architecture === "llama" && names.has("blk.0.attn_q.bias"),
    mlp_bias: names.has("blk.0.ffn_gate.bias"),
    tie_word_embeddings: !names.has("output.weight"),
    ...activations[architecture],
    ...tokenIds(metadata),
  };
}

function tokenIds(metadata: GgufMetadata): Json {
  const pairs = (["bos", "eos", "padding"] as const).map((name) => [
    `${name === "padding" ? "pad" : name}_token_id`,
    metadata.get(`tokenizer.ggml.${name}_token_id`),
  ]);
  return Object.fromEntries(pairs.filter(([, id]) => id !== undefined)) as Json;
}

interface Rope {
  readonly theta: number;
  readonly headWidth: number;
  readonly ropeFactors: Float32Array | undefined;
  readonly file: string;
}

function ropeScaling(metadata: GgufMetadata, architecture: string, rope: Rope): Json {
  if (rope.ropeFactors) return llama3Scaling(rope.ropeFactors, rope);
  const scaling = (name: string): GgufValue | undefined => metadata.get(`${architecture}.rope.scaling.${name}`);
  const type = scaling("type") ?? "none";
  if (type === "none") return { rope_type: "default" };
  return {
    rope_type: type,
    factor: scaling("factor"),
    original_max_position_embeddings: scaling("original_context_length"),
  };
}

/**
 * The parameters of Llama 3's scaling, of which a GGUF file keeps only the outcome. Searches the context lengths
 * (powers of two) with the published 1 and 4 as limits; the right one gives just these factors.
 */
function llama3Scaling(factors: Float32Array, { theta, headWidth, file }: Rope): Json {
  if (factors.length !== headWidth / 2)
    throw new FileError(file, `has ${factors.length} factors in "rope_freqs.weight", expected ${headWidth / 2}`);
  const factor = factors.reduce((most, f) => Math.max(most, f));
  const [low, high] = [1, 4];
  for (let original = 2 ** 20; original >= 16; original /= 2) {
    const fits = factors.every((given, i) => {
      const turns = (original * theta ** ((-2 * i) / headWidth)) / (2 * Math.PI);
      const smooth = Math.min(1, Math.max(0, (turns - low) / (high - low)));
      return Math.abs(given * ((1 - smooth) / factor + smooth) - 1) < 1e-4;
    });
    if (fits)
      return {
        rope_type: "llama3",
        factor,
        low_freq_factor: low,
        high_freq_factor: high,
        original_max_position_embeddings: original,
      };
  }
  throw new FileError(file, 'has factors in "rope_freqs.weight" that are not those of Llama 3');
}
