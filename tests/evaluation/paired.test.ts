import { expect, test } from "vitest";
import { bootstrap, meanInterval, scoredOnce, type Sample } from "../../src/evaluation/bootstrap.js";
import { mcnemar, permutationTest } from "../../src/evaluation/paired.js";
import { means } from "../../src/evaluation/reasoning/scores.js";
import { wilson } from "../../src/evaluation/statistics.js";
import { comparisonsOf, meanRowsOf, rowsOf, type Measured } from "../../src/evaluation/summary.js";
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
  const ave = bootstrap(
    [a, b].map((values) => [scoredOnce(values)]),
    (shares) => means(shares.map(([share]) => share!)).ave,
  );
  expect(ave.high - ave.low).toBeLessThan(found.high - found.low);
  expect(meanInterval(a)).toEqual(found);
});

test("tests of unequal numbers of answers are refused", () => {
  expect(() => mcnemar([true], [true, false])).toThrow("1 and 2 are no pairs");
  expect(() => permutationTest([1, 0], [1])).toThrow("2 and 1 are no pairs");
});

/** Questions that each run answers by itself: of run r a share of `shares[r]` rightly. */
function runs(shares: readonly number[], questions = 200): Sample {
  const random = new Random(`runs ${shares.join()}`);
  return {
    scores: Array.from({ length: questions }, () => shares.map((p) => Number(random.chance(p)))),
    runs: shares.length,
    seeds: 1,
  };
}

test("runs that differ make an interval wide, however many questions there are", () => {
  const width = (sample: Sample): number => {
    const { low, high } = bootstrap([[sample]], (found) => found[0]![0]!, { resamples: 500 });
    return high - low;
  };
  // Of three alike the interval is that of the questions, of 0.3, 0.5 and 0.7 about that of three numbers.
  expect(width(runs([0.5, 0.5, 0.5], 2000))).toBeLessThan(0.05);
  expect(width(runs([0.3, 0.5, 0.7], 2000))).toBeGreaterThan(0.2);
});

test("a difference's interval holds the questions together and draws each method's runs by themselves", () => {
  const same = runs([0.5]);
  const difference = (stratum: Sample[]): [number, number] => {
    const { low, high } = bootstrap([stratum], (found) => found[0]![0]! - found[0]![1]!, { resamples: 500 });
    return [low, high];
  };
  expect(difference([same, same])).toEqual([0, 0]);
  const [low, high] = difference([runs([0.3, 0.5, 0.7]), runs([0.4, 0.5, 0.6])]);
  expect(low).toBeLessThan(-0.1);
  expect(high).toBeGreaterThan(0.1);
});

test("methods that had the same seeds' shots are compared seed by seed, and seeds of a run are no runs", () => {
  const questions = 300;
  const of = (cells: readonly number[], shape: Pick<Sample, "runs" | "seeds">): Sample => ({
    scores: Array.from({ length: questions }, () => cells),
    ...shape,
  });
  const threeSeeds = { runs: 1, seeds: 3 };
  const [low, high] = [of([0.4, 0.5, 0.6], threeSeeds), of([0.5, 0.6, 0.7], threeSeeds)];
  const difference = bootstrap([[high, low]], (found) => found[0]![0]! - found[0]![1]!, { resamples: 500 });
  expect(difference.low).toBeCloseTo(0.1, 6);
  expect(difference.high).toBeCloseTo(0.1, 6);
  // The shots alone differ: an interval of one method has them in it.
  const one = bootstrap([[low]], (found) => found[0]![0]!, { resamples: 500 });
  expect(one.high - one.low).toBeGreaterThan(0.1);
  // The runs alone differ: asking each under three seeds tells nothing more of them.
  const width = (sample: Sample): number => {
    const found = bootstrap([[sample]], (means) => means[0]![0]!, { resamples: 2000 });
    return found.high - found.low;
  };
  const asked = of([0.4, 0.5, 0.6], { runs: 3, seeds: 1 });
  const askedThrice = of(
    [0.4, 0.5, 0.6].flatMap((v) => [v, v, v]),
    { runs: 3, seeds: 3 },
  );
  expect(width(askedThrice)).toBeCloseTo(width(asked), 1);
});

function measured(method: string, task: string, scores: readonly (readonly number[])[], suite?: string): Measured {
  return {
    method,
    task,
    ...(suite === undefined ? {} : { suite }),
    metrics: ["acc"],
    units: new Map(scores.map((of, i) => [String(i), of.map((acc) => ({ acc }))])),
    runs: scores[0]!.length,
    seeds: 1,
    bySeed: [],
    tooLong: new Set(),
  };
}
const options = { bootstrap: 50, permutations: 50 };

test("a row has the standard error of the mean over its questions", () => {
  const [row] = rowsOf([measured("a", "t", [[1], [0], [1], [1]])], options);
  expect(row).toMatchObject({ items: 4, answers: 4, value: 0.75 });
  expect(row!.stderr).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 3), 12);
  expect(rowsOf([measured("a", "t", [[1]])], options)[0]!.stderr).toBe(0);
});

test("McNemar's test is of two methods that answered each question once, on whichever side the other is", () => {
  const once = measured("once", "t", [[1], [0], [1]]);
  const thrice = measured("thrice", "t", [
    [1, 1, 0],
    [0, 0, 0],
    [1, 1, 1],
  ]);
  const found = (...of: Measured[]) =>
    comparisonsOf(of, options).map(({ mcnemar: m, items }) => [m !== undefined, items]);
  expect(found(once, { ...once, method: "twin" })).toEqual([[true, 3]]);
  expect(found(once, thrice)).toEqual([[false, 3]]);
  expect(found(thrice, once)).toEqual([[false, 3]]);
});

test("each entry's sets have an AVE and a HAR of their own", () => {
  const of = (suite: string, share: number) =>
    ["x", "y"].map((task) => measured("a", `${suite} ${task}`, [[share], [share]], suite));
  const rows = meanRowsOf([...of("", 1), ...of("0 shots", 0)], options);
  expect(
    rows.filter(({ metric }) => metric === "acc").map(({ figure, tasks, value }) => [figure, tasks, value]),
  ).toEqual([
    ["AVE", 2, 1],
    ["HAR", 2, 1],
    ["0 shots AVE", 2, 0],
    ["0 shots HAR", 2, 0],
  ]);
});
