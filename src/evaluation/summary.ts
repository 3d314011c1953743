/** @file What item scores add up to: shares with intervals, means over sets, and tests between methods. */

import { average, bootstrap, type Sample } from "./bootstrap.js";
import { mcnemar, permutationTest } from "./paired.js";
import { means } from "./reasoning/scores.js";
import type { Comparison, MeanRow, Row } from "./result.js";
import { deviation, mean } from "./statistics.js";
import type { Scores } from "./tasks.js";

/** All scores of a method on a task. */
export interface Measured {
  method: string;
  task: string;
  /** The recipe's name for the sets that this one of the paper's eight is asked with, "" if it has none. */
  suite?: string;
  metrics: readonly string[];
  /** Of each question [runs × seeds], as in a `Sample`. */
  units: ReadonlyMap<string, readonly (Scores | undefined)[]>;
  runs: number;
  seeds: number;
  /** Mean of the first metric for each training run and seed. */
  bySeed: readonly number[];
  /** Questions that no context holds. */
  tooLong: ReadonlySet<string>;
}

export interface SummaryOptions {
  bootstrap: number;
  permutations: number;
}

const sampleOf = ({ units, runs, seeds }: Measured, metric: string): Sample => ({
  scores: [...units.values()].map((scores) => scores.map((s) => s && (s[metric] ?? 0))),
  runs,
  seeds,
});

/** A question's score: the mean over runs and seeds. */
const unitValues = ({ scores }: Sample): number[] => scores.map((of) => average(of, []));

export function rowsOf(measured: readonly Measured[], { bootstrap: resamples }: SummaryOptions): Row[] {
  return measured.flatMap((m) =>
    m.metrics.map((metric): Row => {
      const sample = sampleOf(m, metric);
      const values = unitValues(sample);
      const value = mean(values);
      return {
        method: m.method,
        task: m.task,
        metric,
        items: values.length,
        answers: sample.scores.reduce((n, scores) => n + scores.filter((s) => s !== undefined).length, 0),
        value,
        ...bootstrap([[sample]], (drawn) => drawn[0]![0]!, { resamples }),
        stderr: values.length < 2 ? 0 : deviation(values) / Math.sqrt(values.length),
      };
    }),
  );
}

/** AVE and HAR over the reasoning sets that one entry of a recipe asks, by `acc` and by `acc_norm` where a set has it. */
export function meanRowsOf(measured: readonly Measured[], { bootstrap: resamples }: SummaryOptions): MeanRow[] {
  return suitesOf(measured).flatMap((suite) =>
    unique(measured.map((m) => m.method)).flatMap((method) => {
      const sets = measured.filter((m) => m.method === method && m.suite === suite);
      if (sets.length < 2) return [];
      return ["acc", "acc_norm"].flatMap((metric) => {
        const samples = sets.map((m) => sampleOf(m, m.metrics.includes(metric) ? metric : "acc"));
        const shares = means(samples.map((sample) => mean(unitValues(sample))));
        return (["ave", "har"] as const).map((figure): MeanRow => {
          const drawn = samples.map((sample) => [sample]);
          const interval = bootstrap(drawn, (found) => means(found.map(([m]) => m!))[figure], { resamples });
          const name = named(suite, figure.toUpperCase());
          return { method, figure: name, metric, tasks: sets.length, value: shares[figure], ...interval };
        });
      });
    }),
  );
}

/** Every two methods on every task, and on the mean over the reasoning sets of each entry. */
export function comparisonsOf(measured: readonly Measured[], options: SummaryOptions): Comparison[] {
  const methods = unique(measured.map((m) => m.method));
  const pairs = methods.flatMap((first, i) => methods.slice(i + 1).map((second) => [first, second] as const));
  return pairs.flatMap(([first, second]) => {
    const both = unique(measured.map((m) => m.task)).flatMap((task) => {
      const [a, b] = [first, second].map((method) => measured.find((m) => m.method === method && m.task === task));
      return a && b ? [{ a, b }] : [];
    });
    return [
      ...both.flatMap(({ a, b }) => a.metrics.map((metric) => compared(a, b, metric, options))),
      ...suitesOf(measured).flatMap((suite) => averaged(suite, both, options)),
    ];
  });
}

const suitesOf = (measured: readonly Measured[]): string[] =>
  unique(measured.flatMap(({ suite }) => (suite === undefined ? [] : [suite])));

const named = (suite: string, figure: string): string => (suite === "" ? figure : `${suite} ${figure}`);

function compared(a: Measured, b: Measured, metric: string, options: SummaryOptions): Comparison {
  const samples = [a, b].map((m) => sampleOf(m, metric));
  const [first, second] = samples.map(unitValues) as [number[], number[]];
  // Answers of one question under several seeds are not independent: then the permutation test alone.
  const answers = samples.map(({ scores }) => scores.flatMap((of) => of.filter((s) => s !== undefined)));
  const once = answers.every((of) => of.length === first.length && of.every((v) => v === 0 || v === 1));
  const { low, high } = bootstrap([samples], (drawn) => drawn[0]![0]! - drawn[0]![1]!, {
    resamples: options.bootstrap,
  });
  return {
    task: a.task,
    metric,
    first: a.method,
    second: b.method,
    items: first.length,
    ...permutationTest(first, second, options.permutations),
    low,
    high,
    ...(once ? { mcnemar: mcnemar(first.map(Boolean), second.map(Boolean)) } : {}),
  };
}

/** The difference of AVE: items weigh as much as their set has few. */
function averaged(
  suite: string,
  both: readonly { a: Measured; b: Measured }[],
  { permutations, bootstrap: resamples }: SummaryOptions,
): Comparison[] {
  const sets = both.filter(({ a }) => a.suite === suite);
  if (sets.length < 2) return [];
  const all = sets.reduce((n, { a }) => n + a.units.size, 0);
  const strata = sets.map(({ a, b }) => [sampleOf(a, "acc"), sampleOf(b, "acc")]);
  const weighted = (side: 0 | 1): number[] =>
    strata.flatMap((methods) => {
      const values = unitValues(methods[side]!);
      return values.map((v) => (v * all) / (sets.length * values.length));
    });
  const { a, b } = sets[0]!;
  const test = permutationTest(weighted(0), weighted(1), permutations);
  const { low, high } = bootstrap(strata, (found) => mean(found.map(([x, y]) => x! - y!)), { resamples });
  return [
    { task: named(suite, "AVE"), metric: "acc", first: a.method, second: b.method, items: all, ...test, low, high },
  ];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
