/** @file The training graph of LoRA-Gen: prompts to adapters to the loss of the edge model's answers. */

import { add, crossEntropy, dropout, input, mul, type Tensor } from "../../graph/index.js";
import { decode, embed, logits } from "../../lm/decoder.js";
import type { Weights } from "../../lm/weights.js";
import type { BuildOptions, RequestTensors } from "../method.js";
import { applyExperts } from "./experts.js";
import { readPrompt, type PromptTensors } from "./meta-tokens.js";
import { balanceLoss, route, type Routing } from "./router.js";
import type { Dimensions, PromptReader } from "./settings.js";

export const promptInputs = (d: Pick<PromptReader, "metaTokens">): PromptTensors => ({
  ids: input("prompt_ids", ["prompts", "prompt tokens"], "i64"),
  metaAt: input("meta_at", ["prompts", d.metaTokens], "i64"),
});

export interface ModelWeights {
  cloud: Weights;
  edge: Weights;
  generator: Weights;
}

export interface LossSettings extends BuildOptions {
  /** Coefficient α of the balance loss; 0 leaves it out. */
  balance: number;
}

export interface LoraGenLoss {
  /** lm + α · balance. */
  loss: Tensor;
  lm: Tensor;
  balance: Tensor;
  routing: Routing;
  /** Of the answer positions, [requests, targets, vocabulary]. */
  logits: Tensor;
}

/** The loss of section 3.4 of the paper for a batch of prompts, each with its requests. */
export function loraGenLoss(
  d: Dimensions,
  prompts: PromptTensors,
  requests: RequestTensors,
  weights: ModelWeights,
  settings: LossSettings,
): LoraGenLoss {
  const meta = readPrompt(d, prompts, weights.cloud, weights.generator);
  const routing = route(d, meta, weights.generator, settings.seed);
  let stream = 0;
  const { hidden } = decode(d.edge, weights.edge, embed(d.edge, weights.edge, requests.ids), {
    readAt: requests.readAt,
    adapt: (layer, projection, x) => {
      if (!d.settings.targets.includes(projection)) return undefined;
      const dropped = settings.seed ? dropout(x, settings.dropout, settings.seed, stream++) : x;
      return applyExperts(d, weights.generator, routing.gates, layer, projection, dropped);
    },
  });
  const out = logits(d.edge, weights.edge, hidden);
  const lm = crossEntropy(out, requests.targets, requests.weights);
  const balance = balanceLoss(routing.gates);
  return {
    loss: settings.balance === 0 ? lm : add(lm, mul(balance, settings.balance)),
    lm,
    balance,
    routing,
    logits: out,
  };
}
