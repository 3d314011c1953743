/** @file What the methods share that add something to the edge model: its loss, dropout, experts side by side. */

import {
  constant,
  crossEntropy,
  dropout as drop,
  groupedMatmul,
  mul,
  rearrange,
  reshape,
  transpose,
  unsqueeze,
  type Tensor,
} from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import { decode, embed, logits, type DecodeOptions } from "../lm/decoder.js";
import { projectionWidths, type Projection, type Weights } from "../lm/weights.js";
import { elementCount, f32, type TensorMap } from "../tensor/host-tensor.js";
import type { Random } from "../tensor/random.js";
import type { BuildOptions, Owners, RequestTensors } from "./method.js";

/** Cross-entropy of the answers under what `options` adds to the model, and logits [requests, targets, vocabulary]. */
export function edgeLoss(
  edge: DecoderConfig,
  weights: Weights,
  requests: RequestTensors,
  options: Pick<DecodeOptions, "adapt" | "feedForward">,
): { lm: Tensor; logits: Tensor } {
  const embeddings = embed(edge, weights, requests.ids);
  const { hidden } = decode(edge, weights, embeddings, {
    readAt: requests.readAt,
    tree: requests.packed?.tree,
    ...options,
  });
  const out = logits(edge, weights, hidden);
  return { lm: crossEntropy(out, requests.targets, requests.weights), logits: out };
}

/** x A B with a LoRA for each prompt, a [prompts, in, rank] and b [prompts, rank, out]: x [requests, n, in], by prompt or packed. */
export function loraOfPrompts(x: Tensor, { a, b }: { a: Tensor; b: Tensor }, owners: Owners | undefined): Tensor {
  const apply = (own: Tensor): Tensor => groupedMatmul(groupedMatmul(own, a), b);
  if (!owners) return apply(x);
  const { slots, slotOf } = owners;
  return rearrange(apply(rearrange(x, slots, slotOf)), slotOf, slots);
}

/** Dropout whose every call has random numbers of its own; at validation it returns what it is given. */
export function dropouts({ dropout, seed }: BuildOptions): (x: Tensor) => Tensor {
  let stream = 0;
  return (x) => (seed ? drop(x, dropout, seed, stream++) : x);
}

export const expertName = (layer: number, projection: string, half: "a" | "b"): string =>
  `experts.${layer}.${projection}.${half}`;

/** Shapes of a pool for each layer and target: A [experts, in, rank], B [experts, rank, out]. */
export function expertShapes(
  edge: DecoderConfig,
  { experts, rank, targets }: { experts: number; rank: number; targets: readonly Projection[] },
): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  for (let i = 0; i < edge.layers; i++)
    for (const p of targets) {
      const { in: fanIn, out } = projectionWidths(edge, p);
      shapes[expertName(i, p, "a")] = [experts, fanIn, rank];
      shapes[expertName(i, p, "b")] = [experts, rank, out];
    }
  return shapes;
}

/** A of all experts as one matrix: [experts, in, rank] → [in, experts · rank]. */
export function sideBySide(a: Tensor): Tensor {
  const [experts, fanIn, rank] = a.shape as [number, number, number];
  return reshape(transpose(a, [1, 0, 2]), [fanIn, experts * rank]);
}

/** Each gate once for every dim of its expert: [..., experts] → [..., experts · rank]. */
export function overRank(gates: Tensor, rank: number): Tensor {
  const ones = constant(f32([rank], new Float32Array(rank).fill(1)));
  const [lead, experts] = [gates.shape.slice(0, -1), gates.shape.at(-1) as number];
  return reshape(mul(unsqueeze(gates, [gates.shape.length]), ones), [...lead, experts * rank]);
}

/** A, and what else is a matrix, normal at 1/√in; B, and biases, at 0: training starts from the unadapted model. */
export const firstValues = (shapes: Readonly<Record<string, readonly number[]>>, random: Random): TensorMap =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      const zero = name.endsWith(".b") || name.endsWith("bias");
      if (!zero) for (let i = 0; i < data.length; i++) data[i] = shape.at(-2)! ** -0.5 * random.normal();
      return [name, f32(shape, data)];
    }),
  );
