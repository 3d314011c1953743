/** @file What the parts of a decoder layer share: options, weights, and projections that adapters may add to. */

import { add, type Rotary, type Tensor } from "../graph/index.js";
import type { DecoderConfig } from "./config.js";
import { hasBias, projectionName, projectionWidths, type Projection, type Weights } from "./weights.js";

export interface DecodeOptions {
  /** Adds to the output of a projection: how a LoRA takes part. `x` is the projection's input. */
  adapt?: (layer: number, projection: Projection, x: Tensor) => Tensor | undefined;
  /** Computes a layer's FFN in place of the model's own, from its input x [rows, tokens, width], after the norm. */
  feedForward?: (layer: number, x: Tensor, own: FeedForward) => Tensor;
  /**
   * Positions i64 [rows, count] whose hidden states are wanted (all by default): the last layer computes
   * queries and FFN at these alone.
   */
  readAt?: Tensor;
  /** Rows are trees of sequences that begin alike. */
  tree?: TreeTensors | undefined;
  /** Decode over a cache: what it holds is before these tokens, whose positions it tells. */
  cache?: Cache;
}

/** The ends of `treeMask`, and the position of each token as if its sequence stood alone, both i64 [rows, tokens]. */
export interface TreeTensors {
  ends: Tensor;
  positions: Tensor;
}

/** What the model's own FFN is made of. */
export interface FeedForward {
  /** down(activate(gate) · up), or without a gate down(activate(up)). */
  gated: boolean;
  activate(x: Tensor): Tensor;
  /** A projection, with what `adapt` adds to it. */
  project(projection: Projection, x: Tensor): Tensor;
}

export interface Cache {
  /** Keys and values of each layer, [rows, kv heads, past, head width]; `past` may hold more than counts. */
  layers: readonly { key: Tensor; value: Tensor }[];
  /** i32 [rows]: past and new tokens of each row, minus one. */
  lengths: Tensor;
  /** i32 []: past and new tokens of the longest row. */
  total: Tensor;
  /** i64 [rows, tokens]: position of each new token. */
  positions: Tensor;
}

/** Keys and values of one layer after a step over a cache. */
export interface GrownLayer {
  /** The whole, [rows, kv heads, total, head width]. */
  key: Tensor;
  value: Tensor;
  /** Queries, keys and values of the new tokens, [rows, tokens, heads · head width] each. */
  projected: readonly [q: Tensor, k: Tensor, v: Tensor];
  /** Whether these keys are turned by their positions; else the kernel turns them. */
  turned: boolean;
}

/** What every layer is made from. */
export interface Layers {
  c: DecoderConfig;
  weights: Weights;
  options: DecodeOptions;
  /** Absent for learned positions. */
  rotary?: { q: Rotary; k: Rotary };
}

/** A projection of layer `i`, with what the adapter adds. */
export const project = (layers: Layers, i: number, projection: Projection, x: Tensor): Tensor =>
  projectAll(layers, i, [projection], x)[0]!;

/** Projections of one input. */
export function projectAll(
  { c, weights, options }: Layers,
  i: number,
  projections: readonly Projection[],
  x: Tensor,
): readonly Tensor[] {
  const parts = projections.map((projection) => {
    const module = projectionName(c, i, projection);
    const { in: fanIn, out } = projectionWidths(c, projection);
    const bias = hasBias(c, projection) ? weights.get(`${module}.bias`, [out]) : undefined;
    return { name: `${module}.weight`, shape: [out, fanIn] as const, bias };
  });
  return weights.linears(x, parts).map((y, n) => {
    const delta = options.adapt?.(i, projections[n]!, x);
    return delta ? add(y, delta) : y;
  });
}
