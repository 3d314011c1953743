/** @file Writing a model as a GGUF file (Node), the tokenizer with it: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */

import { writeGguf, type GgufOutput } from "../tensor/gguf-file.js";
import type { GgufFields } from "../tensor/gguf-write.js";
import { f32 } from "../tensor/host-tensor.js";
import { ggmlEncoders, type GgufDtype } from "../tensor/quantize.js";
import type { DecoderConfig } from "./config.js";
import { ggufArchitectureOf } from "./gguf-architecture.js";
import { ggufName, isShiftedNorm, permutedHeads, permuteHeads, ropeFactorsName, shifted } from "./gguf-names.js";
import type { ReadWeight } from "./read-weights.js";
import { llama3Factors } from "./rope.js";
import { ggufTokenizer } from "./save-gguf-tokenizer.js";
import type { TokenizerFiles } from "./tokenizer-definition.js";
import { weightShapes } from "./weights.js";

export interface GgufModel {
  readonly config: DecoderConfig;
  /** Where the model comes from, for errors. */
  readonly source: string;
  /** `general.name` */
  readonly name: string;
  readonly tokenizer: TokenizerFiles;
  /** A weight by Hugging Face's name; asked for one at a time. */
  readonly read: ReadWeight;
}

export interface SavedTensors {
  /** Of the file. */
  readonly bytes: number;
  readonly tensors: number;
}

export interface SavedGguf extends SavedTensors {
  /** See `GgufTokenizer`. */
  readonly exactTokenizer: boolean;
}

function hyperparameters(c: DecoderConfig, architecture: string): GgufFields {
  const { theta, scaling } = c.rope!;
  const fields: GgufFields = {
    vocab_size: { u32: c.vocabularySize },
    context_length: { u32: c.positions },
    embedding_length: { u32: c.width },
    block_count: { u32: c.layers },
    feed_forward_length: { u32: c.ffnWidth },
    "attention.head_count": { u32: c.heads },
    "attention.head_count_kv": { u32: c.keyValueHeads },
    "attention.key_length": { u32: c.headWidth },
    "attention.value_length": { u32: c.headWidth },
    "attention.layer_norm_rms_epsilon": { f32: c.normEpsilon },
    "rope.dimension_count": { u32: c.headWidth },
    "rope.freq_base": { f32: theta },
    // Llama 3's scaling is a tensor.
    ...(scaling?.kind === "linear" && {
      "rope.scaling.type": { string: "linear" },
      "rope.scaling.factor": { f32: scaling.factor },
    }),
  };
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [`${architecture}.${key}`, field]));
}

/** As llama.cpp's converter does it: norms and biases stay f32, and rows that are not whole blocks become f16. */
function storedDtype(shape: readonly number[], dtype: GgufDtype): GgufDtype {
  if (shape.length < 2) return "f32";
  return shape.at(-1)! % ggmlEncoders[dtype].elements === 0 ? dtype : "f16";
}

function* outputs({ config: c, read }: GgufModel, architecture: string, dtype: GgufDtype): Generator<GgufOutput> {
  const factors = llama3Factors(c);
  if (factors) {
    const shape = [factors.length];
    yield { name: ropeFactorsName, shape, dtype: "f32", read: () => f32(shape, factors) };
  }
  for (const [name, shape] of Object.entries(weightShapes(c)))
    yield {
      name: ggufName(name),
      shape,
      dtype: storedDtype(shape, dtype),
      read: async () => {
        const weight = await read(name);
        const heads = permutedHeads(architecture, name, c);
        if (heads !== undefined) return permuteHeads(weight, heads);
        return isShiftedNorm(architecture, name) ? shifted(weight, 1) : weight;
      },
    };
}

/**
 * Writes a model that llama.cpp loads, matrices in `dtype`. One weight at a time is in memory beyond what `read` keeps.
 * Throws a `FileError` for a model or tokenizer that llama.cpp has no like of.
 */
export async function saveGguf(file: string, model: GgufModel, dtype: GgufDtype): Promise<SavedGguf> {
  const { config: c, name, source } = model;
  const architecture = ggufArchitectureOf(c, source);
  const { fields, exact } = await ggufTokenizer(model.tokenizer, c.vocabularySize);
  const general: GgufFields = {
    "general.architecture": { string: architecture },
    "general.type": { string: "model" },
    "general.name": { string: name },
    "general.file_type": { u32: ggmlEncoders[dtype].fileType },
    "general.quantization_version": { u32: 2 }, // GGML_QNT_VERSION
  };
  const tensors = [...outputs(model, architecture, dtype)];
  const bytes = await writeGguf(file, { ...general, ...hyperparameters(c, architecture), ...fields }, tensors);
  return { bytes, tensors: tensors.length, exactTokenizer: exact };
}
