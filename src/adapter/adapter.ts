/** @file A LoRA (Hu et al., 2021): low-rank updates of projections, whoever made them. */

import { ShapeError } from "../errors.js";
import type { DecoderConfig } from "../lm/config.js";
import { projectionWidths, type Projection } from "../lm/weights.js";
import type { HostTensor } from "../tensor/host-tensor.js";

/** Update of one projection: a [in, rank] and b [rank, out], f32, in the paper's x·A·B order. */
export interface LowRank {
  readonly a: HostTensor<"f32">;
  readonly b: HostTensor<"f32">;
}

/** y = x Wᵀ + scale · x A B for each projection that has an update. */
export interface Adapter {
  /** By layer of the model, then by projection. */
  readonly layers: readonly Partial<Record<Projection, LowRank>>[];
  readonly rank: number;
  /** alpha / rank (1 for a mix of products, whose rank is that of all its experts together). */
  readonly scale: number;
}

/** Every update of an adapter with its place. */
export function* updates(adapter: Adapter): Generator<{ layer: number; projection: Projection; update: LowRank }> {
  for (const [layer, projections] of adapter.layers.entries())
    for (const [projection, update] of Object.entries(projections))
      yield { layer, projection: projection as Projection, update };
}

/** Throws a `ShapeError` that names the first update which does not fit the model. */
export function checkFits(adapter: Adapter, c: DecoderConfig): void {
  if (adapter.layers.length !== c.layers)
    throw new ShapeError(`the adapter has ${adapter.layers.length} layers, the model ${c.layers}`);
  for (const { layer, projection, update } of updates(adapter)) {
    const { in: fanIn, out } = projectionWidths(c, projection);
    const expected = { a: [fanIn, adapter.rank], b: [adapter.rank, out] };
    for (const half of ["a", "b"] as const)
      if (update[half].shape.join() !== expected[half].join())
        throw new ShapeError(
          `layer ${layer} ${projection}: ${half} has shape [${update[half].shape.join(", ")}], expected [${expected[half].join(", ")}]`,
        );
  }
}

/** Bytes of its factors in half precision. */
export function adapterBytes(adapter: Adapter): number {
  let bytes = 0;
  for (const { update } of updates(adapter)) bytes += 2 * (update.a.data.length + update.b.data.length);
  return bytes;
}

/** Projections that an adapter changes in some layer. */
export const adaptedProjections = (adapter: Adapter): Projection[] => [
  ...new Set([...updates(adapter)].map(({ projection }) => projection)),
];
