/** @file The optimizer of a run: AdamW for everything, or Muon for the matrices of hidden layers and AdamW for the rest. */

import type { TensorMap } from "../tensor/host-tensor.js";
import { AdamW, type Moments } from "./adamw.js";
import { Muon } from "./muon.js";
import type { Objective } from "./objective.js";

export interface OptimizerSettings {
  /** AdamW if left out. */
  optimizer?: "adamw" | "muon";
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Muon's; 0.95 if left out. */
  momentum?: number;
  /** Rate of the embeddings as a share of the others'; 1 if left out. */
  embeddingLearningRate?: number | undefined;
}

export interface Optimizer {
  /** What a resumed run needs. */
  readonly moments: Moments;
  /** One step in place; `step` counts from 1, every gradient is multiplied by `scale` first. */
  update(
    gradients: Readonly<Record<string, Float32Array>>,
    learningRate: number,
    step: number,
    scale: number,
  ): Promise<void>;
  dispose(): Promise<void>;
}

export async function createOptimizer(
  objective: Pick<Objective, "parameters" | "decays" | "matrices" | "embeddings">,
  settings: OptimizerSettings,
): Promise<Optimizer> {
  const { momentum = 0.95, embeddingLearningRate = 1, weightDecay } = settings;
  const [matrices, rest]: [TensorMap, TensorMap] = [{}, {}];
  for (const [name, parameter] of Object.entries(objective.parameters)) {
    const shape = settings.optimizer === "muon" ? objective.matrices(name) : undefined;
    if (shape) matrices[name] = { ...parameter, shape };
    else rest[name] = parameter;
  }
  const muon = await Muon.create(matrices, { momentum, weightDecay });
  const adamW = new AdamW(rest, {
    ...settings,
    decays: (name) => objective.decays(name),
    rateOf: (name) => (objective.embeddings?.(name) ? embeddingLearningRate : 1),
  });
  return {
    moments: { m: { ...adamW.moments.m, ...muon.momentum }, v: adamW.moments.v },
    async update(gradients, learningRate, step, scale) {
      adamW.update(gradients, learningRate, step, scale);
      await muon.update(gradients, learningRate, scale);
    },
    dispose: () => muon.dispose(),
  };
}
