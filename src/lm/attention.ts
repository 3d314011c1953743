/** @file Attention of grouped heads: over whole rows, over trees of sequences that begin alike, and over a cache. */

import {
  cachedAttention,
  causalMask,
  constant,
  dotProductAttention,
  gatherIds,
  gatherPositions,
  reshape,
  rotate,
  transpose,
  treeMask,
  unsqueeze,
  type Dim,
  type Tensor,
} from "../graph/index.js";
import { i64 } from "../tensor/host-tensor.js";
import type { DecoderConfig } from "./config.js";
import { project, projectAll, type Cache, type GrownLayer, type Layers } from "./layer.js";
import { ropeTables } from "./rope.js";

/** The tables that turn queries and keys by their position; none for models with learned positions. */
export function positional(c: DecoderConfig): Pick<Layers, "rotary"> {
  if (!c.rope) return {};
  const { cos, sin } = ropeTables(c, c.positions);
  const tables = { cos: constant(cos), sin: constant(sin) };
  return { rotary: { q: { heads: c.heads, ...tables }, k: { heads: c.keyValueHeads, ...tables } } };
}

/** Causal attention of grouped heads; queries at the positions `at` only, if given. */
export function attend(layers: Layers, i: number, x: Tensor, at: Tensor | undefined): Tensor {
  const {
    c,
    rotary,
    options: { tree },
  } = layers;
  const [queries, keys] = [at ? gatherPositions(x, at) : x, x];
  const start = tree?.positions ?? constant(i64([1], [0]));
  const own = at && tree ? gatherIds(tree.positions, at) : (at ?? start);
  const [q, k, v] = (
    at
      ? [project(layers, i, "q", queries), project(layers, i, "k", keys), project(layers, i, "v", keys)]
      : projectAll(layers, i, ["q", "k", "v"], x)
  ) as [Tensor, Tensor, Tensor];
  const qHeads = splitHeads(c, rotary ? rotate(q, own, rotary.q) : q);
  const kHeads = splitHeads(c, rotary ? rotate(k, start, rotary.k) : k);
  const vHeads = splitHeads(c, v);
  const mask = tree ? treeMask(tree.ends, at) : causalMask(x, at);
  const mixed = dotProductAttention(qHeads, kHeads, vHeads, c.heads > c.keyValueHeads ? unsqueeze(mask, [2]) : mask, {
    scale: c.headWidth ** -0.5,
    causal: !at,
  });
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

/** Attention over a cache; the grown keys and values go to `grown`, and the positions `at` only are returned, if given. */
export function attendCached(
  layers: Layers,
  i: number,
  x: Tensor,
  { cache, grown, at }: { cache: Cache; grown: GrownLayer[]; at: Tensor | undefined },
): Tensor {
  const { c, rotary } = layers;
  const [q, k, v] = projectAll(layers, i, ["q", "k", "v"], x) as [Tensor, Tensor, Tensor];
  // ORT's kernel rotates by itself, but heads of a multiple of 16 only.
  const within = rotary !== undefined && c.headWidth % 16 === 0;
  const turned = !within && rotary !== undefined;
  const newKey = turned ? rotate(k, cache.positions, rotary.k) : k;
  const { y, key, value } = cachedAttention(
    turned ? rotate(q, cache.positions, rotary.q) : q,
    newKey,
    v,
    { ...cache.layers[i]!, lengths: cache.lengths, total: cache.total },
    {
      heads: c.heads,
      keyValueHeads: c.keyValueHeads,
      scale: c.headWidth ** -0.5,
      ...(within ? { rotary: rotary.q } : {}),
    },
  );
  grown.push({ key, value, projected: [q, newKey, v], turned });
  return project(layers, i, "o", at ? gatherPositions(y, at) : y);
}
