/** @file Whether two methods differ on the same items. */

import { Random } from "../tensor/random.js";

export interface Paired {
  /** Mean of the first less that of the second. */
  difference: number;
  /** Of as large a difference, either way, if both were alike. */
  p: number;
}

/** Items that one of the two has right and the other wrong. */
export interface McNemar extends Paired {
  onlyFirst: number;
  onlySecond: number;
}

/**
 * McNemar's test in its exact form: of the items that tell the two apart, half should fall to each. Throws a `RangeError` for
 * unequal numbers of items.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  checkPaired(first, second);
  const onlyFirst = first.filter((right, i) => right && !second[i]!).length;
  const onlySecond = second.filter((right, i) => right && !first[i]!).length;
  const difference = first.length === 0 ? 0 : (onlyFirst - onlySecond) / first.length;
  return { difference, p: signTest(onlyFirst, onlySecond), onlyFirst, onlySecond };
}

/** Two-sided, exact: twice the binomial tail. */
function signTest(a: number, b: number): number {
  const n = a + b;
  let tail = 0;
  let logTerm = -n * Math.LN2;
  for (let k = 0; k <= Math.min(a, b); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

/**
 * Permutation test of paired values: the sign of each difference is a coin's. `permutations` are drawn with a fixed seed;
 * p counts the given one among them, so it is never 0. Throws a `RangeError` for unequal numbers of values.
 */
export function permutationTest(
  first: readonly number[],
  second: readonly number[],
  permutations = 10_000,
  seed: number | string = 0,
): Paired {
  checkPaired(first, second);
  const differences = first.map((value, i) => value - second[i]!);
  const total = differences.reduce((sum, d) => sum + d, 0);
  const differing = Float64Array.from(differences.filter((d) => d !== 0));
  const random = new Random(`permutations ${seed}`);
  // What is equal but for rounding is as large.
  const limit = Math.abs(total) * (1 - 1e-12);
  let asLarge = 1;
  for (let k = 0; k < permutations; k++) {
    let [sum, coins] = [0, 0];
    for (let i = 0; i < differing.length; i++) {
      // 32 coins at a time.
      coins = i % 32 === 0 ? random.uint32() : coins >>> 1;
      sum += coins & 1 ? differing[i]! : -differing[i]!;
    }
    if (Math.abs(sum) >= limit) asLarge++;
  }
  return { difference: differences.length === 0 ? 0 : total / differences.length, p: asLarge / (permutations + 1) };
}

function checkPaired(first: readonly unknown[], second: readonly unknown[]): void {
  if (first.length !== second.length) throw new RangeError(`${first.length} and ${second.length} are no pairs`);
}
