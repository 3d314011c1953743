/** @file Operations of inference and training, counted from the graphs that are run, and by the closed formula. */

import { beforehand, countFlops, gradients, input, sizesOf, type Flops, type Tensor } from "../../graph/index.js";
import type { DecoderConfig } from "../../lm/config.js";
import { decode, embed, logits } from "../../lm/decoder.js";
import { projectionWidths, Weights, weightsOfLayer } from "../../lm/weights.js";
import { assembledAdapter } from "../../methods/lora-gen/experts.js";
import { promptInputs } from "../../methods/lora-gen/loss.js";
import { readPrompt } from "../../methods/lora-gen/meta-tokens.js";
import { route } from "../../methods/lora-gen/router.js";
import { adapterRank, type Dimensions } from "../../methods/lora-gen/settings.js";
import { requestInputs, type Method } from "../../methods/method.js";

/** One pass of a model over `tokens`, with the logits behind the last one (what inference needs), or behind each. */
export function passFlops(config: DecoderConfig, tokens: number, logitsAt: "last" | "all" = "last"): Flops {
  const weights = new Weights();
  const { ids, readAt } = requestInputs();
  const at = logitsAt === "last" ? { readAt } : {};
  const { hidden } = decode(config, weights, embed(config, weights, ids), at);
  return countFlops([logits(config, weights, hidden)], { requests: 1, tokens, targets: 1 });
}

/** From a system prompt to the adapter: the cloud model's pass, routers, mixing, and merging into the edge weights. */
export function generationFlops(d: Dimensions, promptTokens: number): Flops {
  const weights = { cloud: new Weights("cloud."), generator: new Weights() };
  const { gates } = route(d, readPrompt(d, promptInputs(d), weights.cloud, weights.generator), weights.generator);
  const { outputs } = assembledAdapter(d, weights.generator, gates);
  const made = countFlops([gates, ...Object.values(outputs)], {
    prompts: 1,
    "prompt tokens": promptTokens + d.metaTokens,
  });
  const merge = d.settings.targets.reduce((sum, projection) => {
    const widths = projectionWidths(d.edge, projection);
    return sum + 2 * widths.in * widths.out * adapterRank(d) * d.edge.layers;
  }, 0);
  return {
    total: made.total + merge,
    products: made.products + merge,
    byOperation: { ...made.byOperation, merge },
  };
}

/** What a method costs for one request: reading it, what is done once a prompt, and training on it (loss and gradients). */
export interface MethodFlops {
  request: number;
  once: number;
  /** Left out for what is not trained. */
  training?: number;
}

/** Tokens of a system prompt, of a request, and of its answer. */
export interface RequestSizes {
  prompt: number;
  request: number;
  answer: number;
}

/** A method that has a graph of its own: what follows from the prompt alone is done once. */
export function methodFlops(method: Method, sizes: RequestSizes): Required<MethodFlops> {
  const requests = requestInputs();
  const { logits: out } = method.build(requests, { dropout: 0 });
  const dims = sizesOfStep(method, [out], { ...oneRequest(sizes), tokens: sizes.request, targets: 1 });
  const once = countFlops(beforehand([out], Object.values(requests)), dims).total;
  return { once, request: countFlops([out], dims).total - once, training: trainingFlops(method, sizes) };
}

export const trainingFlops = (method: Method, sizes: RequestSizes): number =>
  stepFlops(method, oneRequest(sizes)).total;

const oneRequest = ({ prompt, request, answer }: RequestSizes): StepSizes => ({
  prompts: 1,
  promptTokens: prompt,
  requests: 1,
  tokens: request + answer,
  targets: answer,
});

export interface StepSizes {
  /** Prompts and requests of a step, tokens of each, and answer tokens of a request. */
  prompts: number;
  promptTokens: number;
  requests: number;
  tokens: number;
  targets: number;
}

/** One training step of a method: the loss and the gradient of every trained parameter. */
export function stepFlops(method: Method, sizes: StepSizes): Flops {
  const seed = input("seed", [1], "i32");
  const { loss, parameters } = method.build(requestInputs(), { dropout: 0, seed });
  const outputs = [loss, ...gradients(loss, Object.values(parameters))];
  return countFlops(outputs, sizesOfStep(method, outputs, sizes));
}

/** Sizes of a graph's dims; those of the prompts as the method feeds them. */
function sizesOfStep(method: Method, outputs: readonly Tensor[], sizes: StepSizes): Record<string, number> {
  const { prompts, promptTokens, requests, tokens, targets } = sizes;
  const ids = Array.from({ length: prompts }, () => Array<number>(promptTokens).fill(0));
  return { ...sizesOf(outputs, method.promptFeeds(ids)), prompts, requests, tokens, targets };
}

/**
 * The products of one pass by the formula that papers use: two for each weight and token, and for attention two times two
 * for each pair of tokens and each number of a head, of those too that a mask hides.
 */
export function closedFormula(config: DecoderConfig, tokens: number): number {
  const attention = 4 * tokens ** 2 * config.heads * config.headWidth;
  const head = 2 * tokens * config.width * config.vocabularySize;
  return config.layers * (2 * tokens * weightsOfLayer(config) + attention) + head;
}
