/** @file Learning rates over the steps of a run. */

export interface Schedule {
  steps: number;
  learningRate: number;
  warmupSteps: number;
  /** `wsd` (warm-up, stable, decay: Hu et al., 2024) holds the rate and lets it fall in a straight line at the end. */
  decay: "cosine" | "wsd" | "constant";
  /** Steps of the line. */
  decaySteps: number;
  /** What the rate falls to, as a share of `learningRate`. */
  finalLearningRate: number;
}

/** Rate of a step, counted from 1: linear warm-up, then the decay to the final share. */
export function learningRateAt(schedule: Schedule, step: number): number {
  const { steps, learningRate, warmupSteps, decay, decaySteps, finalLearningRate } = schedule;
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (decay === "constant") return learningRate;
  const start = decay === "wsd" ? Math.max(warmupSteps, steps - decaySteps) : warmupSteps;
  const progress = Math.min(1, Math.max(0, step - start) / Math.max(1, steps - start));
  const left = decay === "wsd" ? 1 - progress : 0.5 * (1 + Math.cos(Math.PI * progress));
  return learningRate * (finalLearningRate + (1 - finalLearningRate) * left);
}
