/** @file Merging adapters into weights that are here (Node). */

import type { DecoderConfig } from "../lm/config.js";
import { compile } from "../runtime/node.js";
import type { Program } from "../runtime/program.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { Adapter, LowRank } from "./adapter.js";
import { mergeFeeds, mergeGraph, merging } from "./merge-core.js";

let program: Promise<Program> | undefined;

async function derive(held: HostTensor, feeds: TensorMap): Promise<HostTensor<"f32">> {
  const { run } = await (program ??= compile(mergeGraph));
  return (await run({ held, ...feeds }))["derived"] as HostTensor<"f32">;
}

/** One weight [out, in] with its update merged. */
export const mergeWeight = (weight: HostTensor<"f32">, update: LowRank, scale: number): Promise<HostTensor<"f32">> =>
  derive(weight, mergeFeeds(update, scale));

/** The adapted weights of a model, by weight name: only those that the adapter changes. Throws a `ShapeError` if it does not fit. */
export async function merge(config: DecoderConfig, weights: TensorMap, adapter: Adapter): Promise<TensorMap> {
  const merged: TensorMap = {};
  for (const [name, feeds] of Object.entries(merging(config, adapter).feeds))
    merged[name] = await derive(weights[name]!, feeds);
  return merged;
}
