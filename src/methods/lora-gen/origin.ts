/** @file What an adapter tells of where it comes from. */

import type { Provenance } from "../../adapter/peft-config.js";
import type { Generated } from "./generator-core.js";
import { routeNames, type Dimensions } from "./settings.js";

/** [meta tokens][experts] */
export function gateRows({ gates: { shape, data } }: Pick<Generated, "gates">): number[][] {
  const [rows, experts] = shape as [number, number];
  return Array.from({ length: rows }, (_, m) => Array.from(data.subarray(m * experts, (m + 1) * experts)));
}

/** What an adapter is made by and for: SHA-256 of the generator (its `identityText`), and of the edge model. */
export type Identity = Pick<Provenance, "generator" | "edge">;

export const describeOrigin = (
  hashes: Identity & Pick<Provenance, "prompt">,
  dimensions: Dimensions,
  generated: Generated,
): Provenance => ({
  ...hashes,
  promptTokens: generated.promptTokens,
  routes: routeNames(dimensions),
  gates: gateRows(generated),
});
