/** @file From meta tokens to gates. */

import {
  add,
  batchNorm,
  div,
  groupedMatmul,
  gumbelLike,
  mean,
  mul,
  silu,
  softmax,
  sub,
  sum,
  topKMask,
  transpose,
  unsqueeze,
  type BatchStatistics,
  type Tensor,
} from "../../graph/index.js";
import type { Weights } from "../../lm/weights.js";
import { bufferShapes, parameterShapes, runningMean, runningVariance } from "./parameters.js";
import type { Dimensions } from "./settings.js";

export interface Routing {
  /** f2(SiLU(f1(T))) before batch norm, and after: [prompts, meta tokens, experts]. */
  raw: Tensor;
  logits: Tensor;
  /** G: what each expert counts, for every token of every request. [prompts, meta tokens, experts] */
  gates: Tensor;
  /** In training, of routers with batch norm. */
  statistics?: BatchStatistics;
}

/** Gates of every meta token (equations 3, 6 and 7); `seed` (i32 [1]) means training. */
export function route(d: Dimensions, meta: Tensor, weights: Weights, seed?: Tensor): Routing {
  const shapes = { ...parameterShapes(d), ...bufferShapes(d) };
  const get = (name: string): Tensor => weights.get(name, shapes[name]!);
  // Each route has a router of its own, so meta tokens are the batch of the products: [meta tokens, prompts, width].
  const layer = (x: Tensor, name: string): Tensor =>
    add(groupedMatmul(x, get(`${name}.weight`)), unsqueeze(get(`${name}.bias`), [1]));
  const raw = transpose(layer(silu(layer(transpose(meta, [1, 0, 2]), "router.f1")), "router.f2"), [1, 0, 2]);
  const { router, topK } = d.settings;
  if (router === "linear") return { raw, logits: raw, gates: raw };
  const norm = {
    weight: get("router.norm.weight"),
    bias: get("router.norm.bias"),
    mean: get(runningMean),
    variance: get(runningVariance),
  };
  const { y: logits, statistics } = batchNorm(raw, norm, seed !== undefined);
  const noisy = router === "gumbel-top-k" && seed ? add(logits, gumbelLike(logits, seed, gumbelStream)) : logits;
  return { raw, logits, gates: keepTopK(softmax(noisy), topK), ...(statistics ? { statistics } : {}) };
}

/** Stream of random numbers that no dropout uses. */
const gumbelStream = 1 << 20;

/** The K largest probabilities, divided by their sum; the others are 0 (equation 7). */
export function keepTopK(p: Tensor, k: number): Tensor {
  const kept = mul(p, topKMask(p, k));
  return div(kept, sum(kept, [-1], true));
}

/** Mean over meta tokens of (σ/μ)² of the gate mass that each expert got in the batch (population σ). */
export function balanceLoss(gates: Tensor): Tensor {
  const load = sum(gates, [0]);
  const average = mean(load, [-1], true);
  const deviation = sub(load, average);
  return mean(div(mean(mul(deviation, deviation), [-1], true), mul(average, average)));
}
