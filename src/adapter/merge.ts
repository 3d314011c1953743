/** @file Merging adapters in Node. */

import type { DecoderConfig } from "../lm/config.js";
import { compile } from "../runtime/node.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { Adapter, LowRank } from "./adapter.js";
import { mergeBy, mergeWeightBy } from "./merge-core.js";

/** As `mergeWeightBy`. */
export const mergeWeight = (weight: HostTensor<"f32">, update: LowRank, scale: number): Promise<HostTensor<"f32">> =>
  mergeWeightBy(compile, weight, update, scale);

/** As `mergeBy`. */
export const merge = (config: DecoderConfig, weights: TensorMap, adapter: Adapter): Promise<TensorMap> =>
  mergeBy(compile, config, weights, adapter);
