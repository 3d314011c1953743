/** @file MixLoRA (Li et al., 2024, arXiv 2404.15159): each token's FFN is two of several experts; attention has plain LoRA. */

import { z } from "zod";
import { add, matmul, mul, type Tensor } from "../../graph/index.js";
import { attentionProjections, ffnProjections, Weights, type Projection } from "../../lm/weights.js";
import { InputError } from "../../errors.js";
import { dropouts, edgeLoss, expertShapes, firstValues } from "../edge-loss.js";
import { checkTargets, defineKind } from "../kind.js";
import { applyLora, loraShapes } from "../lora/lora.js";
import { promptless } from "../method.js";
import { alpha, projections, rank, size } from "../schema.js";
import { balanceLoss } from "./balance.js";
import { expertMixture, routeTokens, routerName, type Routed } from "./experts.js";

export const mixLoraSettings = z
  .strictObject({
    experts: size.default(8),
    topK: size.default(2),
    rank,
    alpha,
    /** Projections with LoRAs: of the FFN one an expert, of attention one for all tokens. All unless told. */
    targets: projections.min(1).optional(),
    /** Coefficient of the balance loss. */
    balance: z.number().min(0).default(0.01),
  })
  .refine((s) => s.topK <= s.experts, { path: ["topK"], error: "must not exceed experts" });

/** The authors' routers start at this deviation. */
const routerDeviation = 0.02;

export const mixLora = defineKind({
  name: "mix-lora",
  settings: mixLoraSettings,
  unmergeable: "which experts it uses differs from token to token, so no one FFN does what they do",
  make({ experts, topK, balance, targets, ...low }, { edge: { config: edge, weights: edgeWeights } }) {
    const ffn = ffnProjections(edge);
    const chosen = checkTargets(targets ?? [...attentionProjections, ...ffn], edge);
    const pool = { experts, ...low, targets: chosen.filter((p) => ffn.includes(p)) };
    if (pool.targets.length === 0)
      throw new InputError(`targets: name at least one of ${ffn.join(", ")}, where the experts are`);
    const attention = { ...low, targets: chosen.filter((p) => !ffn.includes(p)) };
    const shapes: Record<string, readonly number[]> = {
      ...loraShapes(attention, edge),
      ...expertShapes(edge, pool),
      ...Object.fromEntries(Array.from({ length: edge.layers }, (_, i) => [routerName(i), [edge.width, experts]])),
    };
    return {
      longestPrompt: edge.positions,
      longestRequest: edge.positions,
      initial(random) {
        const first = firstValues(shapes, random);
        for (let i = 0; i < edge.layers; i++) {
          const data = first[routerName(i)]!.data as Float32Array;
          for (let j = 0; j < data.length; j++) data[j]! *= routerDeviation * edge.width ** 0.5;
        }
        return first;
      },
      method: {
        ...promptless(edge, edgeWeights, shapes, (requests, options) => {
          const own = new Weights();
          const get = (name: string): Tensor => own.get(name, shapes[name]!);
          const dropout = dropouts(options);
          const routed: Routed[] = [];
          const { lm, logits } = edgeLoss(edge, new Weights("edge."), requests, {
            adapt: (layer, projection: Projection, x) =>
              attention.targets.includes(projection)
                ? applyLora(attention, edge, own, layer, projection, dropout(x))
                : undefined,
            feedForward(layer, x, ffn) {
              const routing = routeTokens(matmul(x, get(routerName(layer))), topK);
              routed.push(routing);
              return expertMixture(pool, get, layer, x, ffn, routing.gates, dropout);
            },
          });
          const spread = balanceLoss(routed, requests, topK);
          return {
            loss: balance === 0 ? lm : add(lm, mul(spread, balance)),
            lm,
            logits,
            outputs: { balance: spread },
            parameters: Object.fromEntries(own.entries),
          };
        }),
        observe: (results) => ({ balance: Number(results["balance"]!.data[0]) }),
      },
    };
  },
});
