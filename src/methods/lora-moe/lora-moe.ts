/** @file LoRAMoE (Dou et al., 2023, arXiv 2312.09979): LoRA experts in the FFN, and gates for each token, none of them 0. */

import { z } from "zod";
import { matmul, mul, reshape, softmax, type Tensor } from "../../graph/index.js";
import type { DecoderConfig } from "../../lm/config.js";
import { ffnProjections, projectionWidths, Weights, type Projection } from "../../lm/weights.js";
import { dropouts, edgeLoss, expertName, expertShapes, firstValues, overRank, sideBySide } from "../edge-loss.js";
import { checkTargets, defineKind } from "../kind.js";
import { promptless } from "../method.js";
import { alpha, rank, size, targets } from "../schema.js";

export const loraMoeSettings = z.strictObject({ experts: size.default(8), rank, alpha, targets });

interface Sizes {
  experts: number;
  rank: number;
  alpha: number;
  targets: readonly Projection[];
}

/** A router of its own for each adapted projection, as in the authors' code. */
const routerName = (layer: number, projection: Projection): string => `router.${layer}.${projection}`;

function shapesOf(s: Sizes, edge: DecoderConfig): Record<string, readonly number[]> {
  const shapes = expertShapes(edge, s);
  for (let i = 0; i < edge.layers; i++)
    for (const p of s.targets) shapes[routerName(i, p)] = [projectionWidths(edge, p).in, s.experts];
  return shapes;
}

/** alpha / rank · Σ_j softmax(x W_g)_j · x A_j B_j; the router reads x without its dropout. */
function mixture(
  { experts, rank, alpha }: Sizes,
  get: (name: string) => Tensor,
  layer: number,
  projection: Projection,
  x: Tensor,
  dropped: Tensor,
): Tensor {
  const gates = softmax(matmul(x, get(routerName(layer, projection))));
  const inner = matmul(dropped, sideBySide(get(expertName(layer, projection, "a"))));
  const b = get(expertName(layer, projection, "b"));
  const out = matmul(mul(inner, overRank(gates, rank)), reshape(b, [experts * rank, b.shape[2]!]));
  return mul(out, alpha / rank);
}

export const loraMoe = defineKind({
  name: "lora-moe",
  settings: loraMoeSettings,
  unmergeable: "its gates differ from token to token, so no one matrix does what its experts do",
  make({ targets, ...rest }, { edge: { config: edge, weights: edgeWeights } }) {
    const s: Sizes = { ...rest, targets: checkTargets(targets, edge, ffnProjections(edge)) };
    const shapes = shapesOf(s, edge);
    return {
      longestPrompt: edge.positions,
      longestRequest: edge.positions,
      initial: (random) => firstValues(shapes, random),
      method: promptless(edge, edgeWeights, shapes, (requests, options) => {
        const own = new Weights();
        const dropout = dropouts(options);
        const { lm, logits } = edgeLoss(edge, new Weights("edge."), requests, {
          adapt: (layer, projection, x) =>
            s.targets.includes(projection)
              ? mixture(s, (name) => own.get(name, shapes[name]!), layer, projection, x, dropout(x))
              : undefined,
        });
        return { loss: lm, lm, logits, outputs: {}, parameters: Object.fromEntries(own.entries) };
      }),
    };
  },
});
