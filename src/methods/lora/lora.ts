/** @file One LoRA for all system prompts (Hu et al., 2021): what LoRA-Gen is compared with. */

import type { Adapter, LowRank } from "../../adapter/adapter.js";
import { crossEntropy, dropout as drop, matmul, mul } from "../../graph/index.js";
import type { DecoderConfig } from "../../lm/config.js";
import { decode, embed, logits } from "../../lm/decoder.js";
import { projectionWidths, Weights, type Projection } from "../../lm/weights.js";
import { elementCount, f32, type HostTensor, type TensorMap } from "../../tensor/host-tensor.js";
import type { Random } from "../../tensor/random.js";
import { prefixed, type Method } from "../method.js";

export interface LoraSettings {
  rank: number;
  alpha: number;
  targets: readonly Projection[];
}

const name = (layer: number, projection: Projection, half: "a" | "b"): string => `lora.${layer}.${projection}.${half}`;

function shapesOf({ rank, targets }: LoraSettings, edge: DecoderConfig): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  for (let i = 0; i < edge.layers; i++)
    for (const p of targets) {
      const { in: fanIn, out } = projectionWidths(edge, p);
      shapes[name(i, p, "a")] = [fanIn, rank];
      shapes[name(i, p, "b")] = [rank, out];
    }
  return shapes;
}

/** A at 1/√in, B at 0: training starts from the unadapted model. */
export function initialLora(settings: LoraSettings, edge: DecoderConfig, random: Random): TensorMap {
  return Object.fromEntries(
    Object.entries(shapesOf(settings, edge)).map(([key, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (key.endsWith(".a")) for (let i = 0; i < data.length; i++) data[i] = shape[0]! ** -0.5 * random.normal();
      return [key, f32(shape, data)];
    }),
  );
}

export function lora(settings: LoraSettings, edge: DecoderConfig, edgeWeights: TensorMap): Method {
  const shapes = shapesOf(settings, edge);
  return {
    parameters: shapes,
    frozen: prefixed("edge.", edgeWeights),
    decays: () => true,
    build(requests, { dropout, seed }) {
      const weights = { edge: new Weights("edge."), lora: new Weights() };
      let stream = 0;
      const { hidden } = decode(edge, weights.edge, embed(edge, weights.edge, requests.ids), {
        readAt: requests.readAt,
        adapt: (layer, projection, x) => {
          if (!settings.targets.includes(projection)) return undefined;
          const get = (half: "a" | "b") =>
            weights.lora.get(name(layer, projection, half), shapes[name(layer, projection, half)]!);
          const dropped = seed ? drop(x, dropout, seed, stream++) : x;
          return mul(matmul(matmul(dropped, get("a")), get("b")), settings.alpha / settings.rank);
        },
      });
      const out = logits(edge, weights.edge, hidden);
      const lm = crossEntropy(out, requests.targets, requests.weights);
      return { loss: lm, lm, logits: out, outputs: {}, parameters: Object.fromEntries(weights.lora.entries) };
    },
    promptFeeds: () => ({}),
    observe: () => ({}),
  };
}

/** The adapter that trained parameters are. */
export function loraAdapter(
  { rank, alpha, targets }: LoraSettings,
  edge: DecoderConfig,
  parameters: TensorMap,
): Adapter {
  const half = (layer: number, p: Projection, h: "a" | "b") => parameters[name(layer, p, h)] as HostTensor<"f32">;
  const layers = Array.from({ length: edge.layers }, (_, i) =>
    Object.fromEntries(targets.map((p): [Projection, LowRank] => [p, { a: half(i, p, "a"), b: half(i, p, "b") }])),
  );
  return { layers, rank, scale: alpha / rank };
}
