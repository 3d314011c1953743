/** @file What a LoRA-Gen generator is made of; the defaults are the paper's. */

import { InputError } from "../../errors.js";
import type { DecoderConfig } from "../../lm/config.js";
import { ffnProjections, type Projection } from "../../lm/weights.js";

export interface GeneratorSettings {
  /** Experts n of each pool, and how many a route keeps (K). */
  experts: number;
  topK: number;
  /** Rank r of an expert, and the LoRA's alpha: updates are scaled by alpha / rank. */
  rank: number;
  alpha: number;
  /** Mix the experts' factors (equation 8: the result has rank r) or their products (rank K · r, or n · r). */
  mix: "factors" | "products";
  /**
   * `keep-top-k`: softmax, the K largest, renormalised (equations 6 and 7). `gumbel-top-k`: the same behind Gumbel noise
   * in training. `linear`: the router's output itself is the gate: dense, signed, without batch norm.
   */
  router: "keep-top-k" | "gumbel-top-k" | "linear";
  /** One meta token a layer, as in the paper, or one for each adapted projection of it. */
  routes: "layer" | "projection";
  /**
   * Meta tokens of a route (1 if left out): each mixes a LoRA of its own from the same pool, by the same router but for
   * its biases, and the LoRAs stand side by side. With factors alone: sums of products need no more than one.
   */
  heads?: number | undefined;
  /** Adapted projections of the edge model. */
  targets: readonly Projection[];
  /** Projections of the cloud model with a LoRA of their own. */
  cloudTargets: readonly Projection[];
  cloudRank: number;
  cloudAlpha: number;
}

export const paperSettings = (edge: DecoderConfig): GeneratorSettings => ({
  experts: 8,
  topK: 2,
  rank: 16,
  alpha: 16,
  mix: "factors",
  router: "keep-top-k",
  routes: "layer",
  targets: ffnProjections(edge),
  cloudTargets: ["q", "v"],
  cloudRank: 16,
  cloudAlpha: 16,
});

/** What reads system prompts: the cloud model, with a LoRA of its own, and meta tokens. */
export interface PromptReader {
  settings: Pick<GeneratorSettings, "cloudTargets" | "cloudRank" | "cloudAlpha">;
  cloud: DecoderConfig;
  /** Meta tokens of a prompt: M = L, or L times the number of targets; times the heads. */
  metaTokens: number;
}

/** Tokens of a system prompt at most: the meta tokens stand behind it. */
export const longestPrompt = ({ cloud, metaTokens }: PromptReader): number => cloud.positions - metaTokens;

/** What turns gates into adapters: the expert pools. */
export interface PoolDimensions {
  settings: Pick<GeneratorSettings, "experts" | "rank" | "alpha" | "mix" | "routes" | "heads" | "targets">;
  edge: DecoderConfig;
}

/** Sizes that follow from the settings and the two models. */
export interface Dimensions extends PromptReader, PoolDimensions {
  settings: GeneratorSettings;
}

/** Routes of a prompt, each with a router of its own: one a layer, or one for each target of a layer. */
export const routesOf = ({ settings: { routes, targets }, edge }: PoolDimensions): number =>
  edge.layers * (routes === "projection" ? targets.length : 1);

/** Meta tokens of a prompt, each with gates of its own: the heads of each route. */
export const metaTokensOf = (d: PoolDimensions): number => routesOf(d) * (d.settings.heads ?? 1);

/** Rank of the LoRA that a prompt becomes. */
export const adapterRank = ({ settings: { mix, rank, experts, heads = 1 } }: PoolDimensions): number =>
  rank * (mix === "factors" ? heads : experts);

/** Throws an `InputError` for settings that do not fit together or the models. */
export function dimensions(settings: GeneratorSettings, cloud: DecoderConfig, edge: DecoderConfig): Dimensions {
  const { topK, experts, targets, cloudTargets, router, mix, heads = 1 } = settings;
  if (topK < 1 || topK > experts)
    throw new InputError(`topK is ${topK}; it must be from 1 to the number of experts, ${experts}`);
  if (router === "linear" && topK !== experts)
    throw new InputError(`a linear router keeps every expert: topK must be ${experts}, not ${topK}`);
  if (heads > 1 && mix !== "factors")
    throw new InputError(`heads is ${heads}; more than one need mix: factors, not ${mix}`);
  for (const [model, chosen] of [
    [edge, targets],
    [cloud, cloudTargets],
  ] as const)
    if (model.architecture === "opt" && chosen.includes("gate"))
      throw new InputError("OPT has no gate projection to adapt");
  if (targets.length === 0) throw new InputError("targets: name at least one projection of the edge model");
  return { settings, cloud, edge, metaTokens: metaTokensOf({ settings, edge }) };
}

/** Which route's gates a projection of the edge model uses. */
export function routeOf(
  { settings: { routes, targets } }: PoolDimensions,
  layer: number,
  projection: Projection,
): number {
  return routes === "layer" ? layer : layer * targets.length + targets.indexOf(projection);
}

/** What each meta token's gates are for: a layer, or a projection of it; of several heads, which. */
export const routeNames = ({ settings: { routes, targets, heads = 1 }, edge }: Dimensions): string[] =>
  Array.from({ length: edge.layers }, (_, layer) =>
    routes === "layer" ? [String(layer)] : targets.map((p) => `${layer} ${p}`),
  )
    .flat()
    .flatMap((name) => (heads === 1 ? [name] : Array.from({ length: heads }, (_, head) => `${name} ${head}`)));

/** Bytes of a prompt's gates in half precision: what an adapter weighs where the edge holds the expert pools. */
export const gatesBytes = ({ metaTokens, settings: { experts } }: Dimensions): number => 2 * metaTokens * experts;
