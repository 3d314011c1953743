/** @file An adapter as results of a graph run: for methods that make one from a system prompt. */

import type { Adapter, LowRank } from "../adapter/adapter.js";
import type { Tensor } from "../graph/index.js";
import type { Projection } from "../lm/weights.js";
import { f32, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";

/** The adapter of the only prompt of a run. */
export interface AdapterOutputs {
  outputs: Record<string, Tensor>;
  read(results: TensorMap): Adapter;
}

const outputName = (layer: number, projection: Projection, half: "a" | "b"): string => `${layer}.${projection}.${half}`;

/** `factors` gives a [prompts, in, rank] and b [prompts, rank, out] of a projection. */
export function adapterOutputs(
  { layers, targets, rank, scale }: { layers: number; targets: readonly Projection[]; rank: number; scale: number },
  factors: (layer: number, projection: Projection) => { a: Tensor; b: Tensor },
): AdapterOutputs {
  const outputs: Record<string, Tensor> = {};
  for (let layer = 0; layer < layers; layer++)
    for (const projection of targets) {
      const { a, b } = factors(layer, projection);
      outputs[outputName(layer, projection, "a")] = a;
      outputs[outputName(layer, projection, "b")] = b;
    }
  const first = (results: TensorMap, ...place: [number, Projection, "a" | "b"]): HostTensor<"f32"> => {
    const { shape, data } = results[outputName(...place)]!;
    return f32(shape.slice(1), data as Float32Array);
  };
  return {
    outputs,
    read: (results) => ({
      layers: Array.from({ length: layers }, (_, layer) =>
        Object.fromEntries(
          targets.map((p): [Projection, LowRank] => [
            p,
            { a: first(results, layer, p, "a"), b: first(results, layer, p, "b") },
          ]),
        ),
      ),
      rank,
      scale,
    }),
  };
}
