/** @file Growth as a power: time = factor · size^exponent. */

import { mean } from "../src/evaluation/statistics.js";

export interface Sample {
  size: number;
  milliseconds: number;
}

export interface PowerLaw {
  factor: number;
  exponent: number;
  /** Share of the variance of log time that it explains. */
  r2: number;
}

/** Least squares of the logarithms, of two sizes and more. */
export function powerLaw(samples: readonly Sample[]): PowerLaw {
  const [x, y] = [samples.map(({ size }) => Math.log(size)), samples.map((s) => Math.log(s.milliseconds))];
  const [meanX, meanY] = [mean(x), mean(y)];
  const product = (a: readonly number[], meanA: number, b: readonly number[], meanB: number): number =>
    a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0);
  const [xx, xy, yy] = [product(x, meanX, x, meanX), product(x, meanX, y, meanY), product(y, meanY, y, meanY)];
  const exponent = xy / xx;
  return { factor: Math.exp(meanY - exponent * meanX), exponent, r2: yy === 0 ? 1 : xy ** 2 / (xx * yy) };
}
