/** @file The decoder, written once: pretraining, generation of adapters and edge inference all compose these functions. */

import {
  add,
  addRmsNorm,
  embedding,
  gatherPositions,
  gelu,
  geluTanh,
  layerNorm,
  mul,
  relu,
  rmsNorm,
  shiftIds,
  silu,
  tokenPositions,
  type Tensor,
} from "../graph/index.js";
import { attend, attendCached, positional } from "./attention.js";
import type { DecoderConfig } from "./config.js";
import { freshRows } from "./fresh-rows.js";
import { project, projectAll, type DecodeOptions, type FeedForward, type GrownLayer, type Layers } from "./layer.js";
import { headName, moduleNames, type Weights } from "./weights.js";

export type { Cache, DecodeOptions, FeedForward } from "./layer.js";

export interface Decoded {
  /** After the final norm: [rows, tokens, width], or [rows, count, width] with `readAt`. */
  hidden: Tensor;
  /** The grown cache, with `cache`. */
  cache?: GrownLayer[];
  /** What was added to it; see `freshRows`. */
  fresh?: Tensor;
}

/** Embeddings of token ids i64 [rows, tokens] → [rows, tokens, width]. */
export function embed(c: DecoderConfig, weights: Weights, ids: Tensor): Tensor {
  return scaleEmbedding(c, weights.rows(`${moduleNames(c).embedding}.weight`, [c.vocabularySize, c.width], ids));
}

/** Gemma multiplies embeddings by √width. */
export const scaleEmbedding = (c: DecoderConfig, x: Tensor): Tensor =>
  c.architecture === "gemma" ? mul(x, Math.sqrt(c.width)) : x;

/** Logits of hidden states: [..., width] → [..., vocabulary]. */
export function logits(c: DecoderConfig, weights: Weights, hidden: Tensor): Tensor {
  return weights.linear(hidden, headName(c), [c.vocabularySize, c.width]);
}

/** Hidden states of embeddings [rows, tokens, width]; padding stands on the right, where causality makes it harmless. */
export function decode(c: DecoderConfig, weights: Weights, embeddings: Tensor, options: DecodeOptions = {}): Decoded {
  const { cache, readAt } = options;
  const layers = { c, weights, options, ...positional(c) };
  let x = c.rope
    ? embeddings
    : add(embeddings, learnedPositions(c, weights, embeddings, (cache ?? options.tree)?.positions));
  const grown: GrownLayer[] = [];
  let normed = norm(layers, x, moduleNames(c).attentionNorm(0));
  for (let i = 0; i < c.layers; i++) {
    const at = i === c.layers - 1 ? readAt : undefined;
    const mixed = cache ? attendCached(layers, i, normed, { cache, grown, at }) : attend(layers, i, normed, at);
    ({ x, normed } = addAndNorm(layers, at ? gatherPositions(x, at) : x, mixed, moduleNames(c).ffnNorm(i)));
    const next = i === c.layers - 1 ? moduleNames(c).finalNorm : moduleNames(c).attentionNorm(i + 1);
    ({ x, normed } = addAndNorm(layers, x, feedForward(layers, i, normed), next));
  }
  return cache ? { hidden: normed, cache: grown, fresh: freshRows(layers, cache, grown) } : { hidden: normed };
}

/** OPT looks its positions up in a table, behind two rows that are never used (transformers' OPTLearnedPositionalEmbedding). */
function learnedPositions(c: DecoderConfig, weights: Weights, embeddings: Tensor, positions?: Tensor): Tensor {
  const rows = c.positions + 2;
  const table = weights.get(`${moduleNames(c).positions}.weight`, [rows, c.width]);
  return embedding(table, shiftIds([positions ?? tokenPositions(embeddings)], { offset: -2, size: rows }));
}

function norm({ c, weights }: Layers, x: Tensor, module: string): Tensor {
  const weight = rmsWeight(c, weights, module);
  if (c.architecture === "opt") return layerNorm(x, weight, weights.get(`${module}.bias`, [c.width]), c.normEpsilon);
  return rmsNorm(x, weight, c.normEpsilon);
}

/** x + delta, and its norm. Over a cache nothing is trained, so that both may be one operation without gradient. */
function addAndNorm(layers: Layers, x: Tensor, delta: Tensor, module: string): { x: Tensor; normed: Tensor } {
  const { c, weights, options } = layers;
  if (options.cache && c.architecture !== "opt") {
    const { sum, normed } = addRmsNorm(x, delta, rmsWeight(c, weights, module), c.normEpsilon);
    return { x: sum, normed };
  }
  const sum = add(x, delta);
  return { x: sum, normed: norm(layers, sum, module) };
}

/** Gemma stores the weight minus one. */
function rmsWeight(c: DecoderConfig, weights: Weights, module: string): Tensor {
  const weight = weights.get(`${module}.weight`, [c.width]);
  return c.architecture === "gemma" ? add(weight, 1) : weight;
}

function feedForward(layers: Layers, i: number, x: Tensor): Tensor {
  const { c, options } = layers;
  const activate = { silu, gelu, "gelu-tanh": geluTanh, relu }[c.activation];
  const gated = c.architecture !== "opt";
  const own: FeedForward = { gated, activate, project: (projection, y) => project(layers, i, projection, y) };
  if (options.feedForward) return options.feedForward(i, x, own);
  if (!gated) return own.project("down", activate(own.project("up", x)));
  const [gate, up] = projectAll(layers, i, ["gate", "up"], x) as [Tensor, Tensor];
  return own.project("down", mul(activate(gate), up));
}
