/** @file LoraHub (Huang et al., 2023, arXiv 2307.13269): trained LoRAs mixed by weights that a few examples choose. */

import { adaptedProjections, updates, type Adapter } from "../../adapter/adapter.js";
import { InputError } from "../../errors.js";
import { input, matmul, mul, reshape } from "../../graph/index.js";
import type { DecoderConfig } from "../../lm/config.js";
import { Weights, type Projection } from "../../lm/weights.js";
import { compile } from "../../runtime/node.js";
import { f32, type HostTensor, type TensorMap } from "../../tensor/host-tensor.js";
import { edgeLoss } from "../edge-loss.js";
import { prefixed, requestInputs } from "../method.js";

const stackName = (layer: number, projection: Projection, half: "a" | "b"): string => `${layer}.${projection}.${half}`;

/**
 * A and B of all adapters, each projection's as [adapters, in · rank] and [adapters, rank · out]. Throws an `InputError` if
 * they differ in rank, scale or adapted projections: sums of factors then mean nothing.
 */
function stack(adapters: readonly Adapter[], names: readonly string[]): TensorMap {
  const [first] = adapters;
  if (!first) throw new InputError("there are no adapters to mix");
  const describe = (adapter: Adapter): string =>
    `rank ${adapter.rank}, scale ${adapter.scale} on ${adaptedProjections(adapter).join(", ")}`;
  const stacked: TensorMap = {};
  adapters.forEach((adapter, i) => {
    if (describe(adapter) !== describe(first))
      throw new InputError(
        `adapters of one kind are mixed: ${names[0]} has ${describe(first)}, but ${names[i]} ${describe(adapter)}`,
      );
    for (const { layer, projection, update } of updates(adapter))
      for (const half of ["a", "b"] as const) {
        const { data } = update[half];
        const all = (stacked[stackName(layer, projection, half)] ??= f32(
          [adapters.length, data.length],
          new Float32Array(adapters.length * data.length),
        ));
        (all.data as Float32Array).set(data, i * data.length);
      }
  });
  return stacked;
}

/** m̂ = (Σ w_i A_i, Σ w_i B_i): the factors are mixed, so the rank stays. */
export function mixAdapters(adapters: readonly Adapter[], weights: readonly number[]): Adapter {
  const [first] = adapters;
  const mixed = (layer: number, projection: Projection, half: "a" | "b"): HostTensor<"f32"> => {
    const { shape, data } = first!.layers[layer]![projection]![half];
    const out = new Float32Array(data.length);
    adapters.forEach((adapter, i) => {
      const own = adapter.layers[layer]![projection]![half].data;
      for (let j = 0; j < out.length; j++) out[j]! += weights[i]! * own[j]!;
    });
    return f32(shape, out);
  };
  const layers = first!.layers.map((projections, layer) =>
    Object.fromEntries(
      (Object.keys(projections) as Projection[]).map((p) => [p, { a: mixed(layer, p, "a"), b: mixed(layer, p, "b") }]),
    ),
  );
  return { ...first!, layers };
}

export interface MixtureLoss {
  /** Cross-entropy of the requests' answers under the mixture of `weights`. */
  loss(weights: readonly number[], requests: TensorMap): Promise<number>;
  dispose(): Promise<void>;
}

/** The loss of every mixture by one compiled graph, of which the weights are an input. `names` are for errors. */
export async function mixtureLoss(
  edge: DecoderConfig,
  edgeWeights: TensorMap,
  adapters: readonly Adapter[],
  names: readonly string[],
): Promise<MixtureLoss> {
  const stacked = stack(adapters, names);
  const [{ layers, scale }, count] = [adapters[0]!, adapters.length];
  const mixture = input("mixture", [1, count]);
  const factors = new Weights();
  const { lm } = edgeLoss(edge, new Weights("edge."), requestInputs(), {
    adapt(layer, projection, x) {
      const update = layers[layer]![projection];
      if (!update) return undefined;
      const mixed = (half: "a" | "b") => {
        const name = stackName(layer, projection, half);
        return reshape(matmul(mixture, factors.get(name, stacked[name]!.shape)), update[half].shape);
      };
      return mul(matmul(matmul(x, mixed("a")), mixed("b")), scale);
    },
  });
  const program = await compile({ lm }, { weights: { ...prefixed("edge.", edgeWeights), ...stacked } });
  return {
    async loss(weights, requests) {
      const results = await program.run({ ...requests, mixture: f32([1, count], weights) });
      return Number(results["lm"]!.data[0]);
    },
    dispose: () => program.dispose(),
  };
}
