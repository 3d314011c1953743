/** @file Intervals by resampling (Efron, 1979). */

import { Random } from "../tensor/random.js";
import type { Interval } from "./statistics.js";

export interface BootstrapOptions {
  resamples?: number;
  seed?: number | string;
}

/**
 * 95% percentile interval of a figure of several samples, each drawn again from itself. `figure` gets the samples' means,
 * in their order: the identity for one, AVE or HAR for several. Nothing drawn says nothing: NaN.
 */
export function bootstrap(
  samples: readonly (readonly number[])[],
  figure: (means: readonly number[]) => number,
  { resamples = 2000, seed = 0 }: BootstrapOptions = {},
): Interval {
  const random = new Random(`bootstrap ${seed}`);
  const figures = Float64Array.from({ length: resamples }, () => figure(samples.map((s) => resampledMean(s, random))));
  figures.sort();
  return { low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
}

/** The interval of a mean. */
export const meanInterval = (values: readonly number[], options?: BootstrapOptions): Interval =>
  bootstrap([values], ([mean]) => mean!, options);

function resampledMean(values: readonly number[], random: Random): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[random.below(values.length)]!;
  return sum / values.length;
}

/** Between neighbours, as NumPy's default. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at % 1);
}
