/** @file The load-balance loss of MixLoRA, over the tokens that the answers depend on. */

import {
  add,
  causalMask,
  div,
  exp,
  mul,
  squeeze,
  step,
  sum,
  treeMask,
  unsqueeze,
  type Tensor,
} from "../../graph/index.js";
import type { RequestTensors } from "../method.js";
import type { Routed } from "./experts.js";

/**
 * Mean over layers of N · Σ_i F_i P_i (1 where the experts are used alike): F_i is expert i's share of the choices, P_i
 * its mean probability. The paper's F counts a token's first choice; here all of its K count, as in Mixtral's loss.
 */
export function balanceLoss(routed: readonly Routed[], requests: RequestTensors, topK: number): Tensor {
  const seen = seenTokens(requests);
  const losses = routed.map(({ probabilities, kept }, layer) => {
    // The last layer is computed at the answers' positions alone.
    const counts = layer === routed.length - 1 ? step(requests.weights) : seen;
    const total = sum(counts);
    const average = (x: Tensor): Tensor => div(sum(mul(x, unsqueeze(counts, [2])), [0, 1]), total);
    const experts = probabilities.shape[2] as number;
    return mul(sum(mul(average(kept), average(probabilities))), experts / topK);
  });
  return mul(
    losses.reduce((a, b) => add(a, b)),
    1 / losses.length,
  );
}

/** 1 at each token that a counted target is read behind, 0 at padding: [requests, tokens]. */
function seenTokens({ ids, readAt, weights, packed }: RequestTensors): Tensor {
  const visible = exp(packed ? treeMask(packed.tree.ends, readAt) : causalMask(ids, readAt));
  const times = sum(mul(visible, unsqueeze(step(weights), [1, 3])), [2]);
  return step(squeeze(times, [1]));
}
