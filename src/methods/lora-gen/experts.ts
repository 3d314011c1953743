/** @file The expert pools: mixing experts into the LoRA of a prompt. */

import {
  groupedMul,
  matmul,
  mul,
  reshape,
  slice,
  squeeze,
  transpose,
  unsqueeze,
  type Tensor,
} from "../../graph/index.js";
import { projectionWidths, type Projection, type Weights } from "../../lm/weights.js";
import { adapterOutputs, type AdapterOutputs } from "../adapter-outputs.js";
import { expertName, expertShapes, loraOfPrompts, overRank, sideBySide } from "../edge-loss.js";
import type { Owners } from "../method.js";
import { adapterRank, routeOf, type Dimensions, type PoolDimensions } from "./settings.js";

interface Pool {
  /** Gates of this projection's route, [prompts, heads, experts]. */
  gates: Tensor;
  /** [experts, in, rank] and [experts, rank, out]. */
  a: Tensor;
  b: Tensor;
}

function poolOf(d: PoolDimensions, weights: Weights, gates: Tensor, layer: number, projection: Projection): Pool {
  const { heads = 1 } = d.settings;
  const m = routeOf(d, layer, projection) * heads;
  const shapes = expertShapes(d.edge, d.settings);
  const get = (half: "a" | "b"): Tensor => {
    const name = expertName(layer, projection, half);
    return weights.get(name, shapes[name]!);
  };
  return { gates: slice(gates, 1, m, m + heads), a: get("a"), b: get("b") };
}

/** alpha / rank. */
export const scaleOf = ({ settings: { alpha, rank } }: PoolDimensions): number => alpha / rank;

/**
 * The LoRA of each prompt for one projection: a [prompts, in, rank'], b [prompts, rank', out]. With `mix: factors`
 * each head has θ = Σ_j G_j E_j (equation 8), the heads stand side by side, and rank' = heads · rank. With `products`
 * the experts stand side by side, B scaled by the gates, so that A·B = Σ_j G_j A_j B_j and rank' = experts · rank; A is
 * then the same for all prompts, [1, in, rank'].
 */
export function assemble(
  d: PoolDimensions,
  weights: Weights,
  gates: Tensor,
  layer: number,
  projection: Projection,
): { a: Tensor; b: Tensor } {
  const pool = poolOf(d, weights, gates, layer, projection);
  const { experts, rank, heads = 1 } = d.settings;
  const { in: fanIn, out } = projectionWidths(d.edge, projection);
  const prompts = gates.shape[0]!;
  if (d.settings.mix === "factors") {
    const mixed = (e: Tensor, size: number): Tensor => matmul(pool.gates, reshape(e, [experts, size]));
    const a = reshape(mixed(pool.a, fanIn * rank), [prompts, heads, fanIn, rank]);
    return {
      a: reshape(transpose(a, [0, 2, 1, 3]), [prompts, fanIn, heads * rank]),
      b: reshape(mixed(pool.b, rank * out), [prompts, heads * rank, out]),
    };
  }
  const scaled = mul(unsqueeze(squeeze(pool.gates, [1]), [2, 3]), unsqueeze(pool.b, [0]));
  return { a: unsqueeze(sideBySide(pool.a), [0]), b: reshape(scaled, [prompts, experts * rank, out]) };
}

/** The whole adapter of the only prompt of a run, from its gates [1, meta tokens, experts]. */
export function assembledAdapter(d: PoolDimensions, weights: Weights, gates: Tensor): AdapterOutputs {
  return adapterOutputs(
    { layers: d.edge.layers, targets: d.settings.targets, rank: adapterRank(d), scale: scaleOf(d) },
    (layer, projection) => assemble(d, weights, gates, layer, projection),
  );
}

/** What the LoRA of each prompt adds to a projection: x [requests, n, in], by prompt, or packed with what is whose. */
export function applyExperts(
  d: Dimensions,
  weights: Weights,
  gates: Tensor,
  layer: number,
  projection: Projection,
  x: Tensor,
  owners?: Owners,
): Tensor {
  const scale = scaleOf(d);
  const scaled = (y: Tensor): Tensor => (scale === 1 ? y : mul(y, scale));
  if (d.settings.mix === "factors") {
    return scaled(loraOfPrompts(x, assemble(d, weights, gates, layer, projection), owners));
  }
  // x A diag(G) B with all experts side by side: no product has a batch, and no adapter is built for each prompt.
  const pool = poolOf(d, weights, gates, layer, projection);
  const { experts, rank } = d.settings;
  const { out } = projectionWidths(d.edge, projection);
  const inner = matmul(x, sideBySide(pool.a));
  const each = overRank(squeeze(pool.gates, [1]), rank);
  const gated = owners ? mul(inner, matmul(owners.membership, each)) : groupedMul(inner, each);
  return scaled(matmul(gated, reshape(pool.b, [experts * rank, out])));
}
