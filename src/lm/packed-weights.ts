/** @file A model's matrices in 4 or 8 bits. */

import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import { pack, packedBlock, packs, type PackedMatrix } from "../tensor/packed.js";
import type { DecoderConfig } from "./config.js";
import { headName, moduleNames, projectionWeights, type PackedLayout } from "./weights.js";

export interface PackedWeights {
  /** What a graph is bound to in place of the packed weights. */
  readonly tensors: TensorMap;
  /** By the name of the weight. */
  readonly layouts: ReadonlyMap<string, PackedLayout>;
  /** Weights that nothing reads in f32 any more; an embedding is still looked up. */
  readonly replaced: readonly string[];
}

/** The projections and the head of a model in `bits`, all but those named in `keep` and those whose rows are not whole blocks. */
export function packWeights(
  config: DecoderConfig,
  weights: TensorMap,
  bits: 4 | 8,
  { keep, roundActivations }: { keep: readonly string[]; roundActivations: boolean },
): PackedWeights {
  const tensors: TensorMap = {};
  const layouts = new Map<string, PackedLayout>();
  for (const name of [...projectionWeights(config), headName(config)]) {
    const weight = weights[name] as HostTensor<"f32">;
    if (keep.includes(name) || !packs(weight.shape)) continue;
    put(tensors, name, pack(weight, bits));
    layouts.set(name, { bits, block: packedBlock, zeros: false, roundActivations });
  }
  const embedding = `${moduleNames(config).embedding}.weight`;
  return { tensors, layouts, replaced: [...layouts.keys()].filter((name) => name !== embedding) };
}

function put(tensors: TensorMap, name: string, { codes, scales, zeros }: PackedMatrix): void {
  tensors[`${name}.codes`] = codes;
  tensors[`${name}.scales`] = scales;
  if (zeros) tensors[`${name}.zeros`] = zeros;
}
