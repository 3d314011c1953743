/** @file Minimising without gradients: a (1+1) evolution strategy with the one-fifth rule (Rechenberg, 1973), in a box. */

import type { Random } from "../../tensor/random.js";

export interface EvolutionSettings {
  dimensions: number;
  /** How often the score is asked for, the start's included. */
  evaluations: number;
  /** Each coordinate stays within [−limit, limit]. */
  limit: number;
  random: Random;
  /** Told after each evaluation; true ends the search. */
  onEvaluation?(count: number, best: number): boolean | undefined;
}

export interface Minimum {
  point: readonly number[];
  score: number;
  evaluations: number;
}

/** One in five steps should succeed: then 1.5 · 1.5^(−1/4)⁴ = 1, and the step stays as long as it is. */
const longer = 1.5;
const shorter = longer ** -0.25;

/** Starts at 0 with steps of a third of the limit. The same `random` and scores give the same point. */
export async function evolve(
  score: (point: readonly number[]) => Promise<number>,
  { dimensions, evaluations, limit, random, onEvaluation }: EvolutionSettings,
): Promise<Minimum> {
  let best: Minimum = { point: Array<number>(dimensions).fill(0), score: Infinity, evaluations: 0 };
  let step = limit / 3;
  for (let count = 1; count <= evaluations; count++) {
    const point =
      count === 1 ? best.point : best.point.map((v) => Math.max(-limit, Math.min(limit, v + step * random.normal())));
    const found = await score(point);
    const better = found <= best.score;
    if (count > 1) step *= better ? longer : shorter;
    best = { ...(better ? { point, score: found } : best), evaluations: count };
    if (onEvaluation?.(count, best.score)) break;
  }
  return best;
}
