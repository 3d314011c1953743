/** @file An adapter beside the weights: y = x Wᵀ + x A B, with factors that are fed. What W is stored in does not matter. */

import { InputError } from "../errors.js";
import { input, matmul } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import type { Attachment } from "../lm/language-model-core.js";
import { projectionWidths, type Projection } from "../lm/weights.js";
import { f32, type TensorMap } from "../tensor/host-tensor.js";
import { checkFits, updates, type Adapter } from "./adapter.js";

const factorName = (layer: number, projection: Projection, half: "a" | "b"): string =>
  `adapter.${layer}.${projection}.${half}`;

/** The place for an adapter of any rank on the given projections; none is there at first. */
export const attachment = (c: DecoderConfig, projections: readonly Projection[]): Attachment => ({
  adapt(layer, projection, x) {
    if (!projections.includes(projection)) return undefined;
    const { in: fanIn, out } = projectionWidths(c, projection);
    const a = input(factorName(layer, projection, "a"), [fanIn, "rank"]);
    return matmul(matmul(x, a), input(factorName(layer, projection, "b"), ["rank", out]));
  },
  tensors: factors(c, projections, 1),
});

/** Factors for an `attachment`, the scale within b. Throws a `ShapeError` or `InputError` if the adapter does not fit it. */
export function attachedFactors(c: DecoderConfig, projections: readonly Projection[], adapter: Adapter): TensorMap {
  checkFits(adapter, c);
  const tensors = factors(c, projections, adapter.rank);
  for (const { layer, projection, update } of updates(adapter)) {
    if (!projections.includes(projection))
      throw new InputError(
        `this model takes adapters on ${projections.join(", ")}; this one changes ${projection} too`,
      );
    tensors[factorName(layer, projection, "a")] = update.a;
    tensors[factorName(layer, projection, "b")] = f32(
      update.b.shape,
      update.b.data.map((v) => v * adapter.scale),
    );
  }
  return tensors;
}

/** Factors that change nothing. */
function factors(c: DecoderConfig, projections: readonly Projection[], rank: number): TensorMap {
  const tensors: TensorMap = {};
  for (let layer = 0; layer < c.layers; layer++)
    for (const projection of projections) {
      const { in: fanIn, out } = projectionWidths(c, projection);
      tensors[factorName(layer, projection, "a")] = f32([fanIn, rank], new Float32Array(fanIn * rank));
      tensors[factorName(layer, projection, "b")] = f32([rank, out], new Float32Array(rank * out));
    }
  return tensors;
}
