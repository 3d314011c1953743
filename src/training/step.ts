/** @file One step of training: gradients of its batches, averaged and clipped, then the optimizer's update. */

import { TrainingError } from "../errors.js";
import { globalNorm } from "./adamw.js";
import type { Objective, StepResult } from "./objective.js";
import type { Optimizer } from "./optimizer.js";
import { learningRateAt, type Schedule } from "./schedule.js";

export interface StepSettings extends Schedule {
  /** Largest global gradient norm; 0 switches clipping off. */
  clip: number;
  /** Batches a step, whose gradients are averaged. */
  accumulate: number;
}

/** One line of `metrics.jsonl`. */
export interface StepMetrics extends Record<string, number> {
  step: number;
  loss: number;
  learningRate: number;
  gradientNorm: number;
  tokensPerSecond: number;
}

/**
 * One step in place, on batches of the step's own; of `of` workers each takes others. Throws a `TrainingError` if the
 * loss or the gradient is not finite.
 */
export async function takeStep(
  objective: Pick<Objective, "batch" | "run">,
  optimizer: Optimizer,
  settings: StepSettings,
  step: number,
  { index, of }: { index: number; of: number } = { index: 0, of: 1 },
): Promise<StepMetrics> {
  const start = performance.now();
  const parts: StepResult[] = [];
  const sum: Record<string, Float32Array> = {};
  for (let part = 0; part < settings.accumulate; part++) {
    const result = await objective.run(objective.batch(((step - 1) * of + index) * settings.accumulate + part));
    if (!Number.isFinite(result.loss))
      throw new TrainingError(
        `step ${step}: the loss is ${result.loss}; lower the learning rate, or look at the data of this step`,
      );
    for (const [name, g] of Object.entries(result.gradients)) {
      const total = sum[name];
      if (total) for (let i = 0; i < g.length; i++) total[i]! += g[i]!;
      else sum[name] = g;
    }
    parts.push(result);
  }
  const norm = globalNorm(sum) / parts.length;
  if (!Number.isFinite(norm))
    throw new TrainingError(`step ${step}: the gradient is not finite, though the loss is; lower the learning rate`);
  const scale = settings.clip > 0 && norm > settings.clip ? settings.clip / norm : 1;
  const learningRate = learningRateAt(settings, step);
  await optimizer.update(sum, learningRate, step, scale / parts.length);
  const seconds = (performance.now() - start) / 1000;
  const average = (of: (r: StepResult) => number): number => parts.reduce((a, r) => a + of(r), 0) / parts.length;
  return {
    step,
    loss: average((r) => r.loss),
    learningRate,
    gradientNorm: norm,
    tokensPerSecond: (average((r) => r.tokens) * parts.length) / seconds,
    ...Object.fromEntries(Object.keys(parts[0]!.metrics).map((key) => [key, average((r) => r.metrics[key]!)])),
  };
}
