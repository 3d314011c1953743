/** @file The training graph of LoRA-Gen: prompts to adapters to the loss of the edge model's answers. */

import { add, input, mul, type Tensor } from "../../graph/index.js";
import type { Weights } from "../../lm/weights.js";
import { dropouts, edgeLoss } from "../edge-loss.js";
import { ownersOf, type BuildOptions, type RequestTensors } from "../method.js";
import { applyExperts } from "./experts.js";
import { readPrompt, type PromptTensors } from "./meta-tokens.js";
import { balanceLoss, route, type Routing } from "./router.js";
import type { Dimensions, PromptReader } from "./settings.js";

export const promptInputs = ({ metaTokens }: Pick<PromptReader, "metaTokens">): PromptTensors => ({
  ids: input("prompt_ids", ["prompts", "prompt tokens"], "i64"),
  metaAt: input("meta_at", ["prompts", metaTokens], "i64"),
});

/** Several prompts a row. */
export const packedPromptInputs = ({ metaTokens }: Pick<PromptReader, "metaTokens">): PromptTensors => {
  const rows = ["prompt rows", "prompt tokens"];
  return {
    ids: input("prompt_ids", rows, "i64"),
    metaAt: input("meta_at", ["prompt rows", "meta tokens of a row"], "i64"),
    packed: {
      tree: { ends: input("prompt_ends", rows, "i64"), positions: input("prompt_positions", rows, "i64") },
      slots: input("meta_slots", ["prompts", metaTokens], "i64"),
      slotOf: input("meta_slot_of", ["prompt rows", "meta tokens of a row"], "i64"),
    },
  };
};

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
  /** Of the answer positions, [requests (or rows), targets, vocabulary]. */
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
  const dropped = dropouts(settings);
  const { lm, logits } = edgeLoss(d.edge, weights.edge, requests, {
    adapt: (layer, projection, x) =>
      d.settings.targets.includes(projection)
        ? applyExperts(d, weights.generator, routing.gates, layer, projection, dropped(x), ownersOf(requests, x))
        : undefined,
  });
  const balance = balanceLoss(routing.gates);
  return {
    loss: settings.balance === 0 ? lm : add(lm, mul(balance, settings.balance)),
    lm,
    balance,
    routing,
    logits,
  };
}
