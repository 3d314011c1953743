/** @file The training loop: one for language-model pretraining and for every method. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TrainingError } from "../errors.js";
import { append, writeFileAtomic } from "../tensor/atomic.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { globalNorm } from "./adamw.js";
import type { Objective, StepResult } from "./objective.js";
import { createOptimizer, type Optimizer, type OptimizerSettings } from "./optimizer.js";
import { prepareOutput, type OutputOptions } from "./output.js";
import { learningRateAt, type Schedule } from "./schedule.js";
import { loadState, saveState, type Progress } from "./state.js";

export interface TrainerSettings extends Schedule, OptimizerSettings {
  /** Directory of the run: checkpoints, metrics, the best and the last model. */
  output: string;
  /** Identity of the settings: a run resumes only under the same. */
  recipe: string;
  /** Largest global gradient norm; 0 switches clipping off. */
  clip: number;
  /** Batches a step, whose gradients are averaged. */
  accumulate: number;
  /** Steps between validations and between checkpoints, and how many checkpoints stay. */
  validateEvery: number;
  checkpointEvery: number;
  keep: number;
}

/** One line of `metrics.jsonl`. */
export interface StepMetrics extends Record<string, number> {
  step: number;
  loss: number;
  learningRate: number;
  gradientNorm: number;
  tokensPerSecond: number;
}

export interface TrainerHooks extends OutputOptions {
  onStep?(metrics: StepMetrics): void;
  onValidation?(step: number, figures: Record<string, number>): void;
  /** Stops between two steps, with a checkpoint. */
  signal?: AbortSignal;
}

/**
 * Trains until `steps`, or until the signal. The best model by validation loss goes to `output/best`, the newest to `output/last`.
 * A loss or gradient that is not finite is a `TrainingError`; checkpoints made before it stay.
 */
export async function train(
  objective: Objective,
  settings: TrainerSettings,
  hooks: TrainerHooks = {},
): Promise<Progress> {
  const optimizer = await createOptimizer(objective, settings);
  try {
    return await trainWith(objective, optimizer, settings, hooks);
  } finally {
    await optimizer.dispose();
  }
}

async function trainWith(
  objective: Objective,
  optimizer: Optimizer,
  settings: TrainerSettings,
  hooks: TrainerHooks,
): Promise<Progress> {
  const { output, steps } = settings;
  const state = { parameters: objective.parameters, buffers: objective.buffers, moments: optimizer.moments };
  const checkpoints = join(output, "checkpoints");
  await prepareOutput(output, hooks);
  const resumed = hooks.resume ? await loadState(checkpoints, settings.recipe, state) : undefined;
  let progress: Progress = resumed ?? { step: 0, recipe: settings.recipe };
  let kept = progress.step;
  const log = await openLog(join(output, "metrics.jsonl"), progress.step);

  while (progress.step < steps && !hooks.signal?.aborted) {
    const step = progress.step + 1;
    const metrics = await takeStep(objective, optimizer, settings, step).catch((error: unknown) => {
      if (error instanceof TrainingError && kept > 0) error.message += ` (the checkpoint of step ${kept} stays)`;
      throw error;
    });
    await log(metrics);
    hooks.onStep?.(metrics);
    progress = { ...progress, step };
    if (step % settings.validateEvery === 0 || step === steps) {
      const figures = await objective.validate();
      await log({ step, ...Object.fromEntries(Object.entries(figures).map(([k, v]) => [`validation.${k}`, v])) });
      hooks.onValidation?.(step, figures);
      if (figures.loss < (progress.best?.loss ?? Infinity)) {
        progress = { ...progress, best: { loss: figures.loss, step } };
        await objective.save(join(output, "best"));
      }
    }
    if (step % settings.checkpointEvery === 0 || step === steps || hooks.signal?.aborted) {
      checkFinite(objective.parameters, step);
      await saveState(checkpoints, progress, state, settings.keep);
      kept = step;
    }
  }
  await objective.save(join(output, "last"));
  return progress;
}

async function takeStep(
  objective: Objective,
  optimizer: Optimizer,
  settings: TrainerSettings,
  step: number,
): Promise<StepMetrics> {
  const start = performance.now();
  const parts: StepResult[] = [];
  const sum: Record<string, Float32Array> = {};
  for (let part = 0; part < settings.accumulate; part++) {
    const result = await objective.run(objective.batch((step - 1) * settings.accumulate + part));
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

/** A run could not go on from parameters that are not numbers: no checkpoint of them takes the place of a good one. */
function checkFinite(parameters: TensorMap, step: number): void {
  for (const [name, { data }] of Object.entries(parameters))
    if (!(data as Float32Array).every(Number.isFinite))
      throw new TrainingError(`step ${step}: ${name} is not finite after this step; lower the learning rate`);
}

/** Appends to a JSON Lines file; lines of steps behind `step` (from a run that was cut off, perhaps within a line) are dropped first. */
async function openLog(path: string, step: number): Promise<(line: Record<string, number>) => Promise<void>> {
  const old = step > 0 ? await readFile(path, "utf8").catch(() => "") : "";
  const whole = old.split("\n").slice(0, -1);
  const kept = whole.filter((line) => (JSON.parse(line) as { step: number }).step <= step);
  await writeFileAtomic(path, kept.map((line) => `${line}\n`).join(""));
  return (line) => append(path, `${JSON.stringify(line)}\n`);
}
