/** @file One LoRA for all system prompts (Hu et al., 2021): what LoRA-Gen is compared with. */

import { updates, type Adapter, type LowRank } from "../../adapter/adapter.js";
import { InputError } from "../../errors.js";
import { matmul, mul, type Tensor } from "../../graph/index.js";
import type { DecoderConfig } from "../../lm/config.js";
import { projectionWidths, Weights, type Projection } from "../../lm/weights.js";
import type { HostTensor, TensorMap } from "../../tensor/host-tensor.js";
import type { Random } from "../../tensor/random.js";
import { dropouts, edgeLoss, firstValues } from "../edge-loss.js";
import { promptless, type Method } from "../method.js";

export interface LoraSettings {
  rank: number;
  alpha: number;
  targets: readonly Projection[];
}

const name = (layer: number, projection: Projection, half: "a" | "b"): string => `lora.${layer}.${projection}.${half}`;

/** Shapes of A and B for each layer and target. */
export function loraShapes(
  { rank, targets }: Omit<LoraSettings, "alpha">,
  edge: DecoderConfig,
): Record<string, readonly number[]> {
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
export const initialLora = (settings: LoraSettings, edge: DecoderConfig, random: Random): TensorMap =>
  firstValues(loraShapes(settings, edge), random);

/** alpha / rank · x A B, for a projection that is a target. */
export function applyLora(
  { rank, alpha, targets }: LoraSettings,
  edge: DecoderConfig,
  weights: Weights,
  layer: number,
  projection: Projection,
  x: Tensor,
): Tensor {
  const shapes = loraShapes({ rank, targets }, edge);
  const get = (half: "a" | "b"): Tensor => {
    const key = name(layer, projection, half);
    return weights.get(key, shapes[key]!);
  };
  return mul(matmul(matmul(x, get("a")), get("b")), alpha / rank);
}

export function lora(settings: LoraSettings, edge: DecoderConfig, edgeWeights: TensorMap): Method {
  return promptless(edge, edgeWeights, loraShapes(settings, edge), (requests, options) => {
    const weights = { edge: new Weights("edge."), lora: new Weights() };
    const dropout = dropouts(options);
    const { lm, logits } = edgeLoss(edge, weights.edge, requests, {
      adapt: (layer, projection, x) =>
        settings.targets.includes(projection)
          ? applyLora(settings, edge, weights.lora, layer, projection, dropout(x))
          : undefined,
    });
    return { loss: lm, lm, logits, outputs: {}, parameters: Object.fromEntries(weights.lora.entries) };
  });
}

/** The parameters that an adapter is, as `loraAdapter` undoes it. Throws an `InputError` that names what the settings have other. */
export function loraParameters({ rank, alpha, targets }: LoraSettings, adapter: Adapter): TensorMap {
  const listed = (projections: readonly Projection[]): string => [...projections].sort().join(", ");
  for (const [setting, found, wanted] of [
    ["rank", adapter.rank, rank],
    ["scale (alpha / rank)", adapter.scale, alpha / rank],
    ...adapter.layers.map((l, i) => [
      `list of targets in layer ${i}`,
      listed(Object.keys(l) as Projection[]),
      listed(targets),
    ]),
  ] as const)
    if (found !== wanted)
      throw new InputError(`its ${setting} is ${found || "none"}, the recipe's ${wanted}; make them the same`);
  return Object.fromEntries(
    [...updates(adapter)].flatMap(({ layer, projection, update }) =>
      (["a", "b"] as const).map((half) => [name(layer, projection, half), update[half]]),
    ),
  );
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
