/** @file How sure a measured share is. */

export interface Interval {
  low: number;
  high: number;
}

/** NaN where there is nothing. */
export const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Of a sample of at least two: the root of its unbiased variance. */
export function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - center) ** 2, 0) / (values.length - 1));
}

/** 97.5% quantile of the standard normal distribution. */
const z95 = 1.959963984540054;

/**
 * 95% interval of a proportion (Wilson, 1927): within [0, 1] and sensible at 0 and at all, unlike the normal one.
 * Nothing counted says nothing: [0, 1].
 */
export function wilson(successes: number, trials: number, z = z95): Interval {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes in ${trials} trials`);
  if (trials === 0) return { low: 0, high: 1 };
  const p = successes / trials;
  const centre = p + z ** 2 / (2 * trials);
  const spread = z * Math.sqrt((p * (1 - p) + z ** 2 / (4 * trials)) / trials);
  const scale = 1 + z ** 2 / trials;
  // At the ends one bound is exact; rounding must not push it past.
  return {
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === trials ? 1 : (centre + spread) / scale,
  };
}
