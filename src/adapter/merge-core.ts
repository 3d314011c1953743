/** @file Reparameterisation: W̃ = W + scale · (A B)ᵀ (the paper's section 3.3), for weights in PyTorch's [out, in] layout. */

import { add, emit, input, matmul, mul, type EmittedModel } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import { projectionName } from "../lm/weights.js";
import type { Derivation } from "../runtime/program.js";
import { f32, type TensorMap } from "../tensor/host-tensor.js";
import { checkFits, updates, type Adapter, type LowRank } from "./adapter.js";

/** `derived` from the weight `held`, for every shape: its dims are names. */
const product = matmul(input("b", ["rank", "out"]), input("a", ["in", "rank"]), { transposeA: true, transposeB: true });
export const mergeGraph = { derived: add(input("held", ["out", "in"]), mul(product, input("scale", []))) };

let emitted: EmittedModel | undefined;

/** What the graph takes besides the weight. */
export const mergeFeeds = ({ a, b }: LowRank, scale: number): TensorMap => ({ a, b, scale: f32([], [scale]) });

/** The updates of weights, by their names. Throws a `ShapeError` if the adapter does not fit. */
export function changedWeights(config: DecoderConfig, adapter: Adapter): ReadonlyMap<string, LowRank> {
  checkFits(adapter, config);
  return new Map(
    [...updates(adapter)].map(({ layer, projection, update }) => [
      `${projectionName(config, layer, projection)}.weight`,
      update,
    ]),
  );
}

/** How the weights that an adapter changes come from those of a model. Throws a `ShapeError` if it does not fit. */
export function merging(config: DecoderConfig, adapter: Adapter): Derivation {
  const feeds: Record<string, TensorMap> = {};
  for (const [name, update] of changedWeights(config, adapter)) feeds[name] = mergeFeeds(update, adapter.scale);
  return { graph: (emitted ??= emit(mergeGraph)), feeds };
}
