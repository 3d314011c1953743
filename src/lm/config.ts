/** @file What a decoder is, read from Hugging Face's `config.json` in its old and new spellings. */

import { z } from "zod";
import { FileError } from "../errors.js";

export type Architecture = "llama" | "qwen2" | "gemma" | "opt";
export type Activation = "silu" | "gelu" | "gelu-tanh" | "relu";

/** Llama 3's stretched frequencies (rope_type "llama3" in transformers' modeling_rope_utils.py), or one factor for all. */
export type RopeScaling =
  | { kind: "linear"; factor: number }
  | { kind: "llama3"; factor: number; lowFrequency: number; highFrequency: number; originalPositions: number };

export interface DecoderConfig {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly ffnWidth: number;
  readonly activation: Activation;
  readonly normEpsilon: number;
  /** Longest sequence, in tokens. */
  readonly positions: number;
  /** Absent for learned positions (OPT). */
  readonly rope?: { readonly theta: number; readonly scaling?: RopeScaling };
  /** Whether q, k and v (and o) have biases. */
  readonly attentionBias: { readonly qkv: boolean; readonly o: boolean };
  readonly ffnBias: boolean;
  readonly tiedEmbeddings: boolean;
}

const rope = z.object({
  rope_theta: z.number().positive().optional(),
  rope_type: z.string().optional(),
  type: z.string().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: z.number().int().positive().optional(),
});

const size = z.number().int().positive();

const schema = z.object({
  model_type: z.string(),
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size.max(10_000),
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  intermediate_size: size.optional(),
  ffn_dim: size.optional(),
  max_position_embeddings: size,
  hidden_act: z.string().optional(),
  hidden_activation: z.string().nullish(),
  activation_function: z.string().optional(),
  rms_norm_eps: z.number().positive().optional(),
  rope_theta: z.number().positive().optional(),
  rope_scaling: rope.nullish(),
  rope_parameters: rope.nullish(),
  attention_bias: z.boolean().optional(),
  mlp_bias: z.boolean().optional(),
  enable_bias: z.boolean().optional(),
  tie_word_embeddings: z.boolean().optional(),
  sliding_window: size.nullish(),
  use_sliding_window: z.boolean().optional(),
  do_layer_norm_before: z.boolean().optional(),
  word_embed_proj_dim: size.optional(),
});

const activations: Record<string, Activation> = {
  silu: "silu",
  swish: "silu",
  gelu: "gelu",
  gelu_pytorch_tanh: "gelu-tanh",
  gelu_new: "gelu-tanh",
  relu: "relu",
};

/** The model types that differ from Llama, and how; the rest of what a config may say is in the fields themselves. */
const architectures: Record<string, Architecture> = {
  llama: "llama",
  mistral: "llama",
  qwen2: "qwen2",
  gemma: "gemma",
  opt: "opt",
};

/** Numbers in the tables of rotary positions: half a gigabyte. */
const maxRotary = 2 ** 27;

const own = <T>(rows: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(rows, name) ? rows[name] : undefined;

/**
 * Reads a `config.json` object. `file` names it in errors. Throws a `FileError` that names the field for a
 * missing or odd value, and for what this decoder does not do (unknown architecture, windows in some layers, post-norm OPT).
 * Mistral's sliding window becomes the longest sequence: within it attention is what it would be without.
 */
export function parseConfig(json: unknown, file: string): DecoderConfig {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new FileError(file, `"${issue.path.join(".")}": ${issue.message}`);
  }
  const c = parsed.data;
  const architecture = own(architectures, c.model_type);
  if (!architecture)
    throw new FileError(file, `"model_type": "${c.model_type}" is not one of ${Object.keys(architectures).join(", ")}`);
  if (c.use_sliding_window)
    throw new FileError(file, '"use_sliding_window": sliding-window attention is not supported');
  if (c.do_layer_norm_before === false)
    throw new FileError(file, '"do_layer_norm_before": post-norm OPT (350M) is not supported');
  if (c.word_embed_proj_dim && c.word_embed_proj_dim !== c.hidden_size)
    throw new FileError(file, '"word_embed_proj_dim": must equal "hidden_size"');
  const ffnWidth = c.intermediate_size ?? c.ffn_dim;
  if (!ffnWidth) throw new FileError(file, '"intermediate_size": missing');
  if (!c.head_dim && c.hidden_size % c.num_attention_heads !== 0)
    throw new FileError(file, '"hidden_size": not a multiple of "num_attention_heads"');
  const keyValueHeads = c.num_key_value_heads ?? c.num_attention_heads;
  if (c.num_attention_heads % keyValueHeads !== 0)
    throw new FileError(file, '"num_attention_heads": not a multiple of "num_key_value_heads"');
  const act = c.hidden_activation ?? c.activation_function ?? c.hidden_act ?? "silu";
  // Gemma's first configs say "gelu" and mean its tanh approximation (transformers' modeling_gemma.py).
  const activation = architecture === "gemma" && act === "gelu" ? "gelu-tanh" : own(activations, act);
  if (!activation)
    throw new FileError(file, `activation "${act}" is not one of ${Object.keys(activations).join(", ")}`);
  const headWidth = c.head_dim ?? c.hidden_size / c.num_attention_heads;
  const opt = architecture === "opt";
  // Other types may give a window that they don't use.
  const window = c.model_type === "mistral" ? (c.sliding_window ?? Infinity) : Infinity;
  const positions = Math.min(c.max_position_embeddings, window);
  if (!opt && headWidth % 2 !== 0) throw new FileError(file, `heads are ${headWidth} wide, expected an even width`);
  if (positions * headWidth > maxRotary)
    throw new FileError(
      file,
      `"max_position_embeddings": ${positions} is too large; tables of heads ${headWidth} wide end at ${Math.floor(maxRotary / headWidth)}`,
    );
  const bias = opt ? (c.enable_bias ?? true) : (c.attention_bias ?? false);
  return {
    architecture,
    vocabularySize: c.vocab_size,
    width: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    keyValueHeads,
    headWidth,
    ffnWidth,
    activation,
    normEpsilon: opt ? 1e-5 : (c.rms_norm_eps ?? 1e-6),
    positions,
    ...(opt ? {} : { rope: parseRope(c, file) }),
    attentionBias: { qkv: bias || architecture === "qwen2", o: bias },
    ffnBias: opt ? (c.enable_bias ?? true) : (c.mlp_bias ?? false),
    tiedEmbeddings: c.tie_word_embeddings ?? (architecture === "gemma" || opt),
  };
}

function parseRope(c: z.infer<typeof schema>, file: string): NonNullable<DecoderConfig["rope"]> {
  const r = c.rope_parameters ?? c.rope_scaling;
  const theta = c.rope_parameters?.rope_theta ?? c.rope_theta ?? 10000;
  const kind = r?.rope_type ?? r?.type ?? "default";
  if (!r || kind === "default") return { theta };
  if (kind !== "linear" && kind !== "llama3")
    throw new FileError(file, `rope type "${kind}" is not one of default, linear, llama3`);
  const need = (value: number | undefined, field: string): number => {
    if (value === undefined) throw new FileError(file, `rope scaling: "${field}" is missing`);
    return value;
  };
  const factor = need(r.factor, "factor");
  if (kind === "linear") return { theta, scaling: { kind, factor } };
  return {
    theta,
    scaling: {
      kind,
      factor,
      lowFrequency: need(r.low_freq_factor, "low_freq_factor"),
      highFrequency: need(r.high_freq_factor, "high_freq_factor"),
      originalPositions: need(r.original_max_position_embeddings, "original_max_position_embeddings"),
    },
  };
}
