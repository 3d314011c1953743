/** @file Random adapters for the golden models. */

import { readFileSync } from "node:fs";
import type { Adapter, LowRank } from "../../src/adapter/adapter.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { projectionWidths, type Projection } from "../../src/lm/weights.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { golden } from "../golden.js";

export const configOf = (architecture: string): DecoderConfig =>
  parseConfig(JSON.parse(readFileSync(golden(`architectures/${architecture}/config.json`), "utf8")), architecture);

/** Updates of the given projections in every layer, large enough to change the logits visibly. */
export function randomAdapter(c: DecoderConfig, projections: readonly Projection[], rank = 4, scale = 2): Adapter {
  const random = new Random("adapter");
  const normal = (...shape: [number, number]) =>
    f32(
      shape,
      Array.from({ length: shape[0] * shape[1] }, () => 0.2 * random.normal()),
    );
  const update = (projection: Projection): LowRank => {
    const { in: fanIn, out } = projectionWidths(c, projection);
    return { a: normal(fanIn, rank), b: normal(rank, out) };
  };
  const layers = Array.from({ length: c.layers }, () => Object.fromEntries(projections.map((p) => [p, update(p)])));
  return { layers, rank, scale };
}
