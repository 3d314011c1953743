import { expect, test } from "vitest";
import { bootstrap, meanInterval } from "../../src/evaluation/bootstrap.js";
import { mcnemar, permutationTest } from "../../src/evaluation/paired.js";
import { means } from "../../src/evaluation/reasoning/scores.js";
import { wilson } from "../../src/evaluation/statistics.js";
import { Random } from "../../src/tensor/random.js";

/** `onlyFirst` items that the first alone has right, and so on; both right on the rest of 100. */
function outcomes(onlyFirst: number, onlySecond: number): [boolean[], boolean[]] {
  const rest = 100 - onlyFirst - onlySecond;
  const row = (counts: [number, boolean][]): boolean[] => counts.flatMap(([n, is]) => Array<boolean>(n).fill(is));
  return [
    row([
      [onlyFirst, true],
      [onlySecond, false],
      [rest, true],
    ]),
    row([
      [onlyFirst, false],
      [onlySecond, true],
      [rest, true],
    ]),
  ];
}

// scipy.stats.binomtest(k, n).pvalue
test.each([
  [3, 12, 0.035156],
  [10, 10, 1],
  [0, 8, 0.007813],
  [1, 0, 1],
  [0, 0, 1],
  [30, 50, 0.032993],
])("McNemar's test of %i against %i has p = %f", (a, b, p) => {
  const found = mcnemar(...outcomes(a, b));
  expect(found).toMatchObject({ onlyFirst: a, onlySecond: b, difference: (a - b) / 100 });
  expect(found.p).toBeCloseTo(p, 5);
});

test("a permutation test of zeros and ones agrees with McNemar's, and the same seed gives the same p", () => {
  const [first, second] = outcomes(3, 12).map((row) => row.map(Number)) as [number[], number[]];
  const found = permutationTest(first, second);
  expect(found.difference).toBeCloseTo(-0.09, 12);
  expect(found.p).toBeGreaterThan(0.028);
  expect(found.p).toBeLessThan(0.043);
  expect(permutationTest(first, second)).toEqual(found);
  expect(permutationTest(first, first)).toEqual({ difference: 0, p: 1 });
});

test("the bootstrap interval of a share is close to Wilson's, and that of AVE narrower than its sets'", () => {
  const random = new Random("shares");
  const sample = (p: number): number[] => Array.from({ length: 400 }, () => Number(random.chance(p)));
  const [a, b] = [sample(0.3), sample(0.6)];
  const share = a.reduce((x, y) => x + y, 0);
  const [found, expected] = [meanInterval(a), wilson(share, a.length)];
  expect(found.low).toBeCloseTo(expected.low, 1);
  expect(found.high).toBeCloseTo(expected.high, 1);
  const ave = bootstrap([a, b], (shares) => means(shares).ave);
  expect(ave.high - ave.low).toBeLessThan(found.high - found.low);
  expect(meanInterval(a)).toEqual(found);
});
