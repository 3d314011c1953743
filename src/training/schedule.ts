/** @file Learning rates over the steps of a run. */

export interface Schedule {
  steps: number;
  learningRate: number;
  warmupSteps: number;
  decay: "cosine" | "constant";
  /** What the rate falls to, as a share of `learningRate`. */
  finalLearningRate: number;
}

/** Rate of a step, counted from 1: linear warm-up, then cosine to the final share (or constant). */
export function learningRateAt(
  { steps, learningRate, warmupSteps, decay, finalLearningRate }: Schedule,
  step: number,
): number {
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (decay === "constant") return learningRate;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  return learningRate * (finalLearningRate + (1 - finalLearningRate) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
