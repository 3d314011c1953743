/** @file Merging adapters into weights that are here (Node). */

import type { DecoderConfig } from "../lm/config.js";
import { compile } from "../runtime/node.js";
import type { Program } from "../runtime/program.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { Adapter, LowRank } from "./adapter.js";
import { changedWeights, mergeFeeds, mergeGraph } from "./merge-core.js";

let program: Promise<Program> | undefined;

/** One weight [out, in] with its update merged. */
export async function mergeWeight(held: HostTensor, update: LowRank, scale: number): Promise<HostTensor<"f32">> {
  const { run } = await (program ??= compile(mergeGraph));
  return (await run({ held, ...mergeFeeds(update, scale) }))["derived"] as HostTensor<"f32">;
}

/** The adapted weights of a model, by weight name: only those that the adapter changes. Throws a `ShapeError` if it does not fit. */
export async function merge(config: DecoderConfig, weights: TensorMap, adapter: Adapter): Promise<TensorMap> {
  const merged: TensorMap = {};
  for (const [name, update] of changedWeights(config, adapter))
    merged[name] = await mergeWeight(weights[name]!, update, adapter.scale);
  return merged;
}
