/** @file The decoder, written once: pretraining, generation of adapters and edge inference all compose these functions. */

import {
  add,
  branchMask,
  cachedAttention,
  causalMask,
  constant,
  embedding,
  gatherPositions,
  gelu,
  geluTanh,
  layerNorm,
  linear,
  matmul,
  mul,
  relu,
  reshape,
  rmsNorm,
  rotate,
  shiftIds,
  silu,
  softmax,
  tokenPositions,
  transpose,
  unsqueeze,
  type Dim,
  type Rotary,
  type Tensor,
} from "../graph/index.js";
import { i64 } from "../tensor/host-tensor.js";
import { InputError } from "../errors.js";
import type { DecoderConfig } from "./config.js";
import { ropeTables } from "./rope.js";
import { hasBias, moduleNames, projectionName, projectionWidths, type Projection, type Weights } from "./weights.js";

export interface DecodeOptions {
  /** Adds to the output of a projection: how a LoRA takes part. `x` is the projection's input. */
  adapt?: (layer: number, projection: Projection, x: Tensor) => Tensor | undefined;
  /**
   * Positions i64 [rows, count] whose hidden states are wanted (all by default): the last layer computes
   * queries and FFN at these alone.
   */
  readAt?: Tensor;
  /**
   * Rows are branches behind a shared prefix (see `branchMask`): segment of each token, and its position as if its
   * branch stood alone, both i64 [rows, tokens].
   */
  branches?: { segments: Tensor; positions: Tensor };
  /** Decode over a cache; `positions` is then the number of tokens before these. */
  cache?: Cache;
}

export interface Cache {
  /** Keys and values of each layer, [rows, kv heads, past, head width]. */
  layers: readonly { key: Tensor; value: Tensor }[];
  /** i32 [rows]: past and new tokens of each row, minus one. */
  lengths: Tensor;
  /** i32 []: past and new tokens of the longest row. */
  total: Tensor;
  /** i64 [rows, tokens]: position of each new token. Used where the cached kernel does not know positions itself. */
  positions: Tensor;
}

export interface Decoded {
  /** After the final norm: [rows, tokens, width], or [rows, count, width] with `readAt`. */
  hidden: Tensor;
  /** The grown cache, with `cache`. */
  cache?: { key: Tensor; value: Tensor }[];
}

/** Embeddings of token ids i64 [rows, tokens] → [rows, tokens, width]. */
export function embed(c: DecoderConfig, weights: Weights, ids: Tensor): Tensor {
  return scaleEmbedding(
    c,
    embedding(weights.get(`${moduleNames(c).embedding}.weight`, [c.vocabularySize, c.width]), ids),
  );
}

/** Gemma multiplies embeddings by √width. */
export const scaleEmbedding = (c: DecoderConfig, x: Tensor): Tensor =>
  c.architecture === "gemma" ? mul(x, Math.sqrt(c.width)) : x;

/** Logits of hidden states: [..., width] → [..., vocabulary]. */
export function logits(c: DecoderConfig, weights: Weights, hidden: Tensor): Tensor {
  const { embedding: tied, head } = moduleNames(c);
  return linear(hidden, weights.get(`${c.tiedEmbeddings ? tied : head}.weight`, [c.vocabularySize, c.width]));
}

/** Hidden states of embeddings [rows, tokens, width]; padding stands on the right, where causality makes it harmless. */
export function decode(c: DecoderConfig, weights: Weights, embeddings: Tensor, options: DecodeOptions = {}): Decoded {
  const { cache, readAt } = options;
  const layers = { c, weights, options, ...positional(c) };
  let x = c.rope
    ? embeddings
    : add(embeddings, learnedPositions(c, weights, embeddings, (cache ?? options.branches)?.positions));
  const grown: { key: Tensor; value: Tensor }[] = [];
  for (let i = 0; i < c.layers; i++) {
    const last = i === c.layers - 1;
    const at = last ? readAt : undefined;
    const normed = norm(layers, x, moduleNames(c).attentionNorm(i));
    const attended = cache ? attendCached(layers, i, normed, cache, grown) : attend(layers, i, normed, at);
    x = add(at ? gatherPositions(x, at) : x, attended);
    x = add(x, feedForward(layers, i, norm(layers, x, moduleNames(c).ffnNorm(i))));
    if (last && cache && readAt) x = gatherPositions(x, readAt);
  }
  const hidden = norm(layers, x, moduleNames(c).finalNorm);
  return cache ? { hidden, cache: grown } : { hidden };
}

interface Layers {
  c: DecoderConfig;
  weights: Weights;
  options: DecodeOptions;
  rotary?: { q: Rotary; k: Rotary };
}

function positional(c: DecoderConfig): Pick<Layers, "rotary"> {
  if (!c.rope) return {};
  const { cos, sin } = ropeTables(c, c.positions);
  const tables = { cos: constant(cos), sin: constant(sin) };
  return { rotary: { q: { heads: c.heads, ...tables }, k: { heads: c.keyValueHeads, ...tables } } };
}

/** OPT looks its positions up in a table, behind two rows that are never used (transformers' OPTLearnedPositionalEmbedding). */
function learnedPositions(c: DecoderConfig, weights: Weights, embeddings: Tensor, positions?: Tensor): Tensor {
  const rows = c.positions + 2;
  const table = weights.get(`${moduleNames(c).positions}.weight`, [rows, c.width]);
  return embedding(table, shiftIds([positions ?? tokenPositions(embeddings)], { offset: -2, size: rows }));
}

function norm({ c, weights }: Layers, x: Tensor, module: string): Tensor {
  const weight = weights.get(`${module}.weight`, [c.width]);
  if (c.architecture === "opt") return layerNorm(x, weight, weights.get(`${module}.bias`, [c.width]), c.normEpsilon);
  // Gemma stores the weight minus one.
  return rmsNorm(x, c.architecture === "gemma" ? add(weight, 1) : weight, c.normEpsilon);
}

/** A projection of layer `i`, with what the adapter adds. */
function project({ c, weights, options }: Layers, i: number, projection: Projection, x: Tensor): Tensor {
  const module = projectionName(c, i, projection);
  const { in: fanIn, out } = projectionWidths(c, projection);
  const bias = hasBias(c, projection) ? weights.get(`${module}.bias`, [out]) : undefined;
  const y = linear(x, weights.get(`${module}.weight`, [out, fanIn]), bias);
  const delta = options.adapt?.(i, projection, x);
  return delta ? add(y, delta) : y;
}

/** Causal attention of grouped heads; queries at the positions `at` only, if given. */
function attend(layers: Layers, i: number, x: Tensor, at: Tensor | undefined): Tensor {
  const {
    c,
    rotary,
    options: { branches },
  } = layers;
  if (branches && at) throw new InputError("readAt and branches do not go together");
  const [queries, keys] = [at ? gatherPositions(x, at) : x, x];
  const start = branches?.positions ?? constant(i64([1], [0]));
  const q = project(layers, i, "q", queries);
  const k = project(layers, i, "k", keys);
  const qHeads = splitHeads(c, rotary ? rotate(q, at ?? start, rotary.q) : q);
  const kHeads = splitHeads(c, rotary ? rotate(k, start, rotary.k) : k);
  const vHeads = splitHeads(c, project(layers, i, "v", keys));
  const scores = matmul(qHeads, kHeads, { transposeB: true, scale: c.headWidth ** -0.5 });
  const mask = branches ? branchMask(branches.segments) : causalMask(x, at);
  const mixed = matmul(softmax(add(scores, c.heads > c.keyValueHeads ? unsqueeze(mask, [2]) : mask)), vHeads);
  return project(layers, i, "o", mergeHeads(c, mixed));
}

/**
 * [rows, tokens, heads · width] → [rows, heads, tokens, width]; with grouped heads [rows, kv heads, group, tokens, width],
 * where keys and values have a group of 1, which broadcasts.
 */
function splitHeads({ heads, keyValueHeads, headWidth }: DecoderConfig, x: Tensor): Tensor {
  const [rows, tokens, width] = x.shape as [Dim, Dim, number];
  const count = width / headWidth;
  if (heads === keyValueHeads) return transpose(reshape(x, [rows, tokens, count, headWidth]), [0, 2, 1, 3]);
  return transpose(reshape(x, [rows, tokens, keyValueHeads, count / keyValueHeads, headWidth]), [0, 2, 3, 1, 4]);
}

/** The inverse of `splitHeads` for the queries' heads. */
function mergeHeads({ heads, keyValueHeads, headWidth }: DecoderConfig, x: Tensor): Tensor {
  const rows = x.shape[0]!;
  const tokens = x.shape.at(-2)!;
  const back = heads === keyValueHeads ? transpose(x, [0, 2, 1, 3]) : transpose(x, [0, 3, 1, 2, 4]);
  return reshape(back, [rows, tokens, heads * headWidth]);
}

function attendCached(
  layers: Layers,
  i: number,
  x: Tensor,
  cache: Cache,
  grown: { key: Tensor; value: Tensor }[],
): Tensor {
  const { c, rotary } = layers;
  const [q, k, v] = (["q", "k", "v"] as const).map((p) => project(layers, i, p, x)) as [Tensor, Tensor, Tensor];
  // ORT's kernel rotates heads of a multiple of 16 only.
  const within = rotary && c.headWidth % 16 === 0;
  const turn = (t: Tensor, by: "q" | "k"): Tensor => (rotary && !within ? rotate(t, cache.positions, rotary[by]) : t);
  const { y, key, value } = cachedAttention(
    turn(q, "q"),
    turn(k, "k"),
    v,
    { ...cache.layers[i]!, lengths: cache.lengths, total: cache.total },
    {
      heads: c.heads,
      keyValueHeads: c.keyValueHeads,
      scale: c.headWidth ** -0.5,
      ...(within ? { rotary: rotary.q } : {}),
    },
  );
  grown.push({ key, value });
  return project(layers, i, "o", y);
}

function feedForward(layers: Layers, i: number, x: Tensor): Tensor {
  const { c } = layers;
  const activate = { silu, gelu, "gelu-tanh": geluTanh, relu }[c.activation];
  const up = project(layers, i, "up", x);
  const inner = c.architecture === "opt" ? activate(up) : mul(activate(project(layers, i, "gate", x)), up);
  return project(layers, i, "down", inner);
}
