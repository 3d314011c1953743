/** @file Comparison of numbers within a tolerance, with a report that says where they part. */

import { toF32 } from "../src/tensor/half.js";
import type { HostTensor } from "../src/tensor/host-tensor.js";

export type Numbers = HostTensor | ArrayLike<number | bigint>;

export interface Tolerance {
  /** Absolute, 1e-6 unless told. */
  atol?: number;
  /** Relative to the expected value, 0 unless told. */
  rtol?: number;
}

const isTensor = (x: Numbers): x is HostTensor => "dtype" in x;
const values = (x: Numbers): ArrayLike<number> =>
  isTensor(x)
    ? x.dtype === "i32"
      ? (x.data as Int32Array)
      : toF32(x).data
    : Array.from<number | bigint, number>(x, Number);

/** Where a flat index lies: `[0, 3, 12]`. */
function coordinates(index: number, shape: readonly number[]): string {
  const at: number[] = [];
  for (const size of shape.toReversed()) {
    at.unshift(index % size);
    index = Math.floor(index / size);
  }
  return `[${at.join(", ")}]`;
}

/**
 * Nothing if every element satisfies `|actual - expected| <= atol + rtol * |expected|` and the shapes are equal;
 * otherwise what is wrong, with the first and the worst element. NaN equals NaN, infinities equal themselves.
 */
export function compareClose(
  actual: Numbers | undefined,
  expected: Numbers | undefined,
  { atol = 1e-6, rtol = 0 }: Tolerance = {},
): string | undefined {
  if (actual === undefined) return "there is no actual value";
  if (expected === undefined) return "there is no expected value to compare with";
  if (isTensor(actual) && isTensor(expected) && actual.shape.join() !== expected.shape.join())
    return `shape [${actual.shape.join(", ")}], expected [${expected.shape.join(", ")}]`;
  const [a, e] = [values(actual), values(expected)];
  if (a.length !== e.length) return `${a.length} elements, expected ${e.length}`;

  let [count, first, worst, largest] = [0, -1, -1, -1];
  for (let i = 0; i < e.length; i++) {
    if (Object.is(a[i], e[i])) continue;
    const difference = Math.abs(a[i]! - e[i]!);
    if (difference <= atol + rtol * Math.abs(e[i]!) && Number.isFinite(difference)) continue;
    count++;
    if (first < 0) first = i;
    // A NaN is worse than any number.
    const size = Number.isNaN(difference) ? Infinity : difference;
    if (size > largest) [largest, worst] = [size, i];
  }
  if (count === 0) return undefined;

  const shape = isTensor(expected) ? expected.shape : isTensor(actual) ? actual.shape : [e.length];
  const line = (name: string, i: number): string =>
    `${name} at ${coordinates(i, shape)}: actual ${a[i]}, expected ${e[i]}, difference ${Math.abs(a[i]! - e[i]!)}`;
  return [
    `${count} of ${e.length} elements differ by more than atol ${atol} + rtol ${rtol} × |expected|`,
    line("first", first),
    line("worst", worst),
  ].join("\n");
}
