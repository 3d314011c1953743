/** @file Intervals by resampling (Efron, 1979). */

import { Random } from "../tensor/random.js";
import type { Interval } from "./statistics.js";

export interface BootstrapOptions {
  resamples?: number;
  seed?: number | string;
}

/** What one method scores on the questions of a set. */
export interface Sample {
  /**
   * [questions][runs × seeds]: a question's score by each training run with each seed's shots, the seeds of a run side by
   * side; left empty where there is none.
   */
  scores: readonly (readonly (number | undefined)[])[];
  runs: number;
  seeds: number;
}

/** Questions that are drawn together: the samples of one method or of several, of the same questions in the same order, under as many seeds. */
export type Stratum = readonly Sample[];

/** A sample of questions that were scored once each. */
export const scoredOnce = (values: readonly number[]): Sample => ({
  scores: values.map((v) => [v]),
  runs: 1,
  seeds: 1,
});

/**
 * 95% percentile interval of a figure of several sets. Each set's questions are drawn again from themselves, and so are the
 * seeds of its shots, for its methods alike, which had the same ones. A method's training runs are drawn for all sets alike:
 * another run would have come out otherwise everywhere. `figure` gets the means [sets][methods]. Nothing drawn says nothing:
 * NaN.
 */
export function bootstrap(
  strata: readonly Stratum[],
  figure: (means: readonly (readonly number[])[]) => number,
  { resamples = 2000, seed = 0 }: BootstrapOptions = {},
): Interval {
  const random = new Random(`bootstrap ${seed}`);
  const runs = strata[0]?.map((_, j) => Math.max(...strata.map((methods) => methods[j]!.runs))) ?? [];
  const seeds = strata.map(([first]) => first!.seeds);
  const weighted = (
    ofRuns: readonly (readonly number[])[],
    ofSeeds: readonly (readonly number[])[],
  ): Float64Array[][] =>
    strata.map((methods, k) =>
      methods.map(({ scores }, j) => {
        const cells = ofRuns[j]!.flatMap((run) => ofSeeds[k]!.map((seed) => run * seed));
        const means = new Float64Array(scores.length);
        for (let i = 0; i < means.length; i++) means[i] = average(scores[i]!, cells);
        return means;
      }),
    );
  const once = [...runs, ...seeds].every((n) => n === 1);
  const drawn = (sizes: readonly number[]): number[][] => sizes.map((n) => drawnCounts(n, random));
  const fixed = once ? weighted(drawn(runs), drawn(seeds)) : undefined;
  const figures = Float64Array.from({ length: resamples }, () => {
    const values = fixed ?? weighted(drawn(runs), drawn(seeds));
    return figure(values.map((methods) => resampledMeans(methods, random)));
  });
  figures.sort();
  return { low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
}

/** The interval of a mean over questions that were scored once each. */
export const meanInterval = (values: readonly number[], options?: BootstrapOptions): Interval =>
  bootstrap([[scoredOnce(values)]], (means) => means[0]![0]!, options);

/** How often each of `n` comes up in `n` draws: a single one always does. */
function drawnCounts(n: number, random: Random): number[] {
  if (n === 1) return [1];
  const counts = Array<number>(n).fill(0);
  for (let i = 0; i < n; i++) counts[random.below(n)]!++;
  return counts;
}

/** A question's mean over its scores, each as often as it was drawn; over all of them, where none was. */
export function average(scores: readonly (number | undefined)[], counts: readonly number[]): number {
  let [sum, weight, plain, n] = [0, 0, 0, 0];
  // Run for every question of every resample.
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    if (score === undefined) continue;
    const count = counts[i] ?? 0;
    sum += count * score;
    weight += count;
    plain += score;
    n++;
  }
  return weight > 0 ? sum / weight : plain / n;
}

/** Means of some methods over the same questions, drawn with replacement. */
function resampledMeans(methods: readonly Float64Array[], random: Random): number[] {
  const n = methods[0]!.length;
  const sums = methods.map(() => 0);
  for (let i = 0; i < n; i++) {
    const at = random.below(n);
    for (let j = 0; j < methods.length; j++) sums[j]! += methods[j]![at]!;
  }
  return sums.map((sum) => sum / n);
}

/** Between neighbours, as NumPy's default. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at % 1);
}
