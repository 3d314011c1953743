/**
 * @file Data-parallel training in rounds: DiLoCo (Douillard et al., 2023, arXiv 2311.08105). Workers take many inner
 * steps each on data of their own; then the average of what they changed is one outer step of Nesterov's momentum. They
 * talk once a round, so they may be far apart, and one that is lost costs its own share of one round.
 */

import { TrainingError } from "../errors.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Objective } from "./objective.js";
import type { Optimizer } from "./optimizer.js";
import { copyState, restoreState, stateOf, type State } from "./state.js";
import { takeStep, type StepMetrics, type StepSettings } from "./step.js";

export interface RoundSettings {
  /** Shares of a round. */
  workers: number;
  /** Steps that each takes in a round. */
  innerSteps: number;
  outerLearningRate: number;
  outerMomentum: number;
}

/** One worker's part of a round. A run has no other state than what it begins with: any worker can take it. */
export interface Share {
  /** From 0; its data are every `of`th batch. */
  index: number;
  of: number;
  /** Steps before the round, and within it. */
  from: number;
  steps: number;
}

export interface ShareResult {
  /** The state after the share's steps, by `stateTensors`. */
  tensors: TensorMap;
  /** Of its last step. */
  metrics: Record<string, number>;
}

/** Runs the shares of a round from a state by `stateTensors`; undefined for one that was lost. */
export type RunShares = (shares: readonly Share[], tensors: TensorMap) => Promise<(ShareResult | undefined)[]>;

/** Momentum of the outer steps, by parameter: a buffer of the run, so that it is in checkpoints. */
export const outerMomentum = (parameters: TensorMap): TensorMap =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [
      name,
      { dtype: "f32", shape, data: new Float32Array(data.length) },
    ]),
  );

/**
 * One outer step in place. With Δ = θ − mean of the workers' θ: momentum ← μ · momentum + Δ, θ ← θ − rate · (Δ + μ ·
 * momentum), as `torch.optim.SGD(nesterov=True)`. Running statistics and inner moments become the workers' averages.
 */
export function outerStep(
  state: State,
  momentum: TensorMap,
  results: readonly TensorMap[],
  { outerLearningRate: rate, outerMomentum: mu }: RoundSettings,
): void {
  const average = (name: string, into: (mean: number, i: number) => void, length: number): void => {
    const all = results.map((tensors) => tensors[name]!.data as Float32Array);
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (const data of all) sum += data[i]!;
      into(sum / all.length, i);
    }
  };
  for (const [name, { data }] of Object.entries(state.parameters)) {
    const [p, m] = [data as Float32Array, momentum[name]!.data as Float32Array];
    average(
      `parameter/${name}`,
      (mean, i) => {
        const delta = p[i]! - mean;
        m[i] = mu * m[i]! + delta;
        p[i] = p[i]! - rate * (delta + mu * m[i]);
      },
      p.length,
    );
  }
  const replace = (name: string, data: Float32Array): void => {
    average(name, (mean, i) => (data[i] = mean), data.length);
  };
  for (const kind of ["m", "v"] as const)
    for (const [name, data] of Object.entries(state.moments[kind])) replace(`${kind}/${name}`, data);
  for (const [name, { data }] of Object.entries(state.buffers)) replace(`buffer/${name}`, data as Float32Array);
}

/** A round from `from` of `steps` steps, in place; throws a `TrainingError` if no share came back. */
export async function takeRound(
  state: State,
  momentum: TensorMap,
  settings: RoundSettings,
  { from, steps }: { from: number; steps: number },
  run: RunShares,
): Promise<StepMetrics> {
  const { workers: of, innerSteps } = settings;
  const length = Math.min(innerSteps, steps - from); // the last round of a run may be shorter
  const shares = Array.from({ length: of }, (_, index) => ({ index, of, from, steps: length }));
  // A copy: shares that run in this process work in the state's own memory.
  const start = copyState(state);
  const results = (await run(shares, start)).filter((result) => result !== undefined);
  if (results.length === 0) throw new TrainingError(`step ${from + length}: no worker finished its share of the round`);
  restoreState(state, start, "the state before the round");
  outerStep(
    state,
    momentum,
    results.map(({ tensors }) => tensors),
    settings,
  );
  const sum = (key: string): number => results.reduce((total, { metrics }) => total + metrics[key]!, 0);
  const means = Object.keys(results[0]!.metrics).map((key) => [key, sum(key) / results.length]);
  return {
    ...(Object.fromEntries(means) as StepMetrics),
    step: from + length,
    tokensPerSecond: sum("tokensPerSecond"),
    workers: results.length,
  };
}

/** A worker's share of a round, from the state that `tensors` holds. */
export async function trainShare(
  objective: Objective,
  optimizer: Optimizer,
  settings: StepSettings,
  share: Share,
  tensors: TensorMap,
): Promise<ShareResult> {
  const state = stateOf(objective, optimizer);
  restoreState(state, tensors, "the state of the round");
  let metrics: Record<string, number> = {};
  for (let step = share.from + 1; step <= share.from + share.steps; step++)
    metrics = await takeStep(objective, optimizer, settings, step, share);
  return { tensors: copyState(state), metrics };
}

/** All shares in this process, one after the other. */
export const inTurn =
  (objective: Objective, optimizer: Optimizer, settings: StepSettings): RunShares =>
  async (shares, tensors) => {
    const results: ShareResult[] = [];
    for (const share of shares) results.push(await trainShare(objective, optimizer, settings, share, tensors));
    // Each has the process to itself for a time: what all do together is no faster.
    return results.map(({ tensors: after, metrics }) => ({
      tensors: after,
      metrics: { ...metrics, tokensPerSecond: metrics["tokensPerSecond"]! / shares.length },
    }));
  };
