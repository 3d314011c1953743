/** @file Trained tensors of a generator: names, shapes, first values. */

import { projectionWidths } from "../../lm/weights.js";
import { elementCount, f32, type TensorMap } from "../../tensor/host-tensor.js";
import type { Random } from "../../tensor/random.js";
import { expertShapes } from "../edge-loss.js";
import { routesOf, type Dimensions, type PromptReader } from "./settings.js";

export const cloudLoraName = (layer: number, projection: string, half: "a" | "b"): string =>
  `cloud_lora.${layer}.${projection}.${half}`;

/** Running statistics of the router's batch norm: kept with the parameters, changed without a gradient. */
export const runningMean = "router.norm.running_mean";
export const runningVariance = "router.norm.running_var";

/** Shapes of what reads system prompts: meta tokens, and the cloud LoRA. */
export function readerShapes({ settings: s, cloud, metaTokens }: PromptReader): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = { meta: [metaTokens, cloud.width] };
  for (let i = 0; i < cloud.layers; i++)
    for (const p of s.cloudTargets) {
      const { in: fanIn, out } = projectionWidths(cloud, p);
      shapes[cloudLoraName(i, p, "a")] = [fanIn, s.cloudRank];
      shapes[cloudLoraName(i, p, "b")] = [s.cloudRank, out];
    }
  return shapes;
}

/** Shape of every parameter; matrices are in x·W order, stacked over routes or experts. */
export function parameterShapes(d: Dimensions): Record<string, readonly number[]> {
  const { settings: s, cloud, metaTokens } = d;
  const routes = routesOf(d);
  const shapes: Record<string, readonly number[]> = {
    meta: [metaTokens, cloud.width],
    "router.f1.weight": [routes, cloud.width, cloud.width],
    "router.f1.bias": [metaTokens, cloud.width],
    "router.f2.weight": [routes, cloud.width, s.experts],
    "router.f2.bias": [metaTokens, s.experts],
  };
  if (s.router !== "linear")
    for (const part of ["weight", "bias"]) shapes[`router.norm.${part}`] = [metaTokens, s.experts];
  return { ...shapes, ...readerShapes(d), ...expertShapes(d.edge, s) };
}

/** Shapes of the running statistics; empty where the router has no batch norm. */
export const bufferShapes = ({ settings: s, metaTokens }: Dimensions): Record<string, readonly number[]> =>
  s.router === "linear" ? {} : { [runningMean]: [metaTokens, s.experts], [runningVariance]: [metaTokens, s.experts] };

/**
 * First values: LoRA B at 0, so that training starts from the unadapted models; A and the router normal with
 * a deviation of 1/√in; meta tokens from random rows of the cloud's embedding table, `embeddings` [vocabulary, width].
 */
export function initialParameters(d: Dimensions, embeddings: Float32Array, random: Random): TensorMap {
  return Object.fromEntries(
    Object.entries(parameterShapes(d)).map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (name === "meta") data.set(firstMeta(d, embeddings, random));
      else if (name === "router.norm.weight") data.fill(1);
      else if (name.endsWith(".a") || name.startsWith("router.f")) {
        const deviation = name.endsWith("bias") ? 0 : shape.at(-2)! ** -0.5;
        for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
      }
      return [name, f32(shape, data)];
    }),
  );
}

/** Meta tokens [meta tokens, width] start as random words of the model that reads them, from its table [vocabulary, width]. */
export function firstMeta(
  { cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">,
  embeddings: Float32Array,
  random: Random,
): Float32Array {
  const { width, vocabularySize } = cloud;
  const data = new Float32Array(metaTokens * width);
  for (let i = 0; i < metaTokens; i++)
    data.set(embeddings.subarray(random.below(vocabularySize) * width).subarray(0, width), i * width);
  return data;
}

export const initialBuffers = (d: Dimensions): TensorMap =>
  Object.fromEntries(
    Object.entries(bufferShapes(d)).map(([name, shape]) => [
      name,
      f32(shape, new Float32Array(elementCount(shape)).fill(name === runningVariance ? 1 : 0)),
    ]),
  );

/** Weight decay spares norms, biases and meta tokens. */
export const decays = (name: string): boolean => name !== "meta" && !name.includes("norm") && !name.endsWith("bias");
