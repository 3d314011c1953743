/** @file The FFN of MixLoRA: experts that share the model's own matrices, mixed for each token. */

import {
  add,
  matmul,
  mul,
  reshape,
  softmax,
  sum,
  topKMask,
  transpose,
  unsqueeze,
  type Dim,
  type Tensor,
} from "../../graph/index.js";
import type { FeedForward } from "../../lm/decoder.js";
import type { Projection } from "../../lm/weights.js";
import { expertName, sideBySide } from "../edge-loss.js";
import { keepTopK } from "../lora-gen/router.js";

export const routerName = (layer: number): string => `router.${layer}`;

/** A layer's choice for each token. */
export interface Routed {
  /** softmax of the router's logits, the experts kept (1 or 0), and R: [rows, tokens, experts]. */
  probabilities: Tensor;
  kept: Tensor;
  gates: Tensor;
}

export function routeTokens(logits: Tensor, topK: number): Routed {
  const probabilities = softmax(logits);
  return { probabilities, kept: topKMask(probabilities, topK), gates: keepTopK(probabilities, topK) };
}

/**
 * Σ_k R_k(x) E_k(x), where expert E_k is the model's FFN with its own LoRA on each target. Every expert is computed for
 * every token, and those not kept weigh 0: exact, and without a graph whose shape depends on the tokens.
 */
export function expertMixture(
  { rank, alpha, targets }: { rank: number; alpha: number; targets: readonly Projection[] },
  get: (name: string) => Tensor,
  layer: number,
  x: Tensor,
  ffn: FeedForward,
  gates: Tensor,
  dropout: (x: Tensor) => Tensor,
): Tensor {
  const a = (p: Projection): Tensor => get(expertName(layer, p, "a"));
  // What the LoRAs of a projection add, from their inner values [rows, experts, tokens, rank] → [rows, experts, tokens, out].
  const outer = (p: Projection, y: Tensor): Tensor => mul(matmul(y, get(expertName(layer, p, "b"))), alpha / rank);
  const inner = (p: Projection): Tensor => {
    const own = unsqueeze(ffn.project(p, x), [1]);
    if (!targets.includes(p)) return own;
    // The input is the same for every expert: one product with all of their matrices.
    const side = matmul(dropout(x), sideBySide(a(p)));
    const [rows, tokens] = x.shape as [Dim, Dim];
    return add(own, outer(p, transpose(reshape(side, [rows, tokens, gates.shape[2]!, rank]), [0, 2, 1, 3])));
  };
  const active = ffn.gated ? mul(ffn.activate(inner("gate")), inner("up")) : ffn.activate(inner("up"));
  const gated = mul(active, unsqueeze(transpose(gates, [0, 2, 1]), [3]));
  // The down projection is linear and the gates sum to 1: the model's own is applied once, to the experts' sum.
  const down = ffn.project("down", sum(gated, [1]));
  return targets.includes("down") ? add(down, sum(outer("down", matmul(dropout(gated), a("down"))), [1])) : down;
}
