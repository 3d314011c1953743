/** @file The training loop: one for language-model pretraining and for every method. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TrainingError } from "../errors.js";
import { append, writeFileAtomic } from "../tensor/atomic.js";
import { allFinite, type TensorMap } from "../tensor/host-tensor.js";
import type { Objective } from "./objective.js";
import { createOptimizer, type Optimizer, type OptimizerSettings } from "./optimizer.js";
import { withOutput, type OutputOptions } from "./output.js";
import { inTurn, outerMomentum, takeRound, type RoundSettings, type RunShares } from "./rounds.js";
import { loadState, saveState, stateOf, type Progress } from "./state.js";
import { takeStep, type StepMetrics, type StepSettings } from "./step.js";

export interface TrainerSettings extends StepSettings, OptimizerSettings {
  /** Directory of the run: checkpoints, metrics, the best and the last model. */
  output: string;
  /** Identity of the settings, and of what they name: a run resumes only under the same. */
  recipe: string;
  trainedOn?: Progress["trainedOn"];
  /** How many a validation looks at: losses of other numbers don't compare. */
  validationItems?: Progress["validationItems"];
  /** Steps between validations and between checkpoints, and how many checkpoints stay. */
  validateEvery: number;
  checkpointEvery: number;
  keep: number;
  /** Training in rounds over workers. */
  rounds?: RoundSettings;
}

export interface TrainerHooks extends OutputOptions {
  onStep?(metrics: StepMetrics): void;
  onValidation?(step: number, figures: Record<string, number>): void;
  /** Stops between two steps, or rounds, with a checkpoint. */
  signal?: AbortSignal;
  /** Where the shares of rounds are run; one after the other in this process if left out. It may give up on the signal. */
  runShares?: RunShares;
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
    return await withOutput(settings.output, hooks, () => trainWith(objective, optimizer, settings, hooks));
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
  const { output, steps, rounds } = settings;
  const inner = stateOf(objective, optimizer);
  const momentum = rounds ? outerMomentum(objective.parameters) : {};
  const named = Object.entries(momentum).map(([name, tensor]) => [`outer momentum/${name}`, tensor] as const);
  const state = { ...inner, buffers: { ...inner.buffers, ...Object.fromEntries(named) } };
  const checkpoints = join(output, "checkpoints");
  const { recipe, trainedOn, validationItems } = settings;
  const resumed = hooks.resume ? await loadState(checkpoints, settings, state) : undefined;
  let progress: Progress = { step: 0, ...resumed, recipe, trainedOn, validationItems };
  if ((resumed?.validationItems ?? validationItems) !== validationItems) delete progress.best;
  let kept = progress.step;
  const log = await openLog(join(output, "metrics.jsonl"), progress.step);
  const keep = async (): Promise<void> => {
    checkFinite(objective.parameters, progress.step);
    await saveState(checkpoints, progress, state, settings.keep);
    kept = progress.step;
  };
  const run = hooks.runShares ?? inTurn(objective, optimizer, settings);
  const advance = (from: number): Promise<StepMetrics> =>
    rounds
      ? takeRound(inner, momentum, rounds, { from, steps }, run)
      : takeStep(objective, optimizer, settings, from + 1);

  while (progress.step < steps && !hooks.signal?.aborted) {
    const from = progress.step;
    const metrics = await advance(from).catch((error: unknown) => {
      if (hooks.signal?.aborted && error === hooks.signal.reason) return undefined;
      if (error instanceof TrainingError && kept > 0) error.message += ` (the checkpoint of step ${kept} stays)`;
      throw error;
    });
    if (!metrics) break;
    const { step } = metrics;
    const due = (every: number): boolean => Math.floor(step / every) > Math.floor(from / every) || step === steps;
    await log(metrics);
    hooks.onStep?.(metrics);
    progress = { ...progress, step };
    if (due(settings.validateEvery)) {
      const figures = await objective.validate();
      await log({ step, ...Object.fromEntries(Object.entries(figures).map(([k, v]) => [`validation.${k}`, v])) });
      hooks.onValidation?.(step, figures);
      if (figures.loss < (progress.best?.loss ?? Infinity)) {
        progress = { ...progress, best: { loss: figures.loss, step } };
        await objective.save(join(output, "best"));
      }
    }
    if (step < steps && due(settings.checkpointEvery)) await keep();
  }
  checkFinite(objective.parameters, progress.step);
  await objective.save(join(output, "last"));
  // Behind all else: where the checkpoint of the last step is, nothing is left to do.
  if (kept < progress.step) await keep();
  return progress;
}

/** A run could not go on from parameters that are not numbers: no checkpoint of them takes the place of a good one. */
function checkFinite(parameters: TensorMap, step: number): void {
  for (const [name, { data }] of Object.entries(parameters))
    if (!allFinite(data as Float32Array))
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
