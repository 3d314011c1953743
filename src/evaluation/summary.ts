/** @file What item scores add up to: shares with intervals, means over sets, and tests between methods. */

import { bootstrap, meanInterval } from "./bootstrap.js";
import { mcnemar, permutationTest } from "./paired.js";
import { means } from "./reasoning/scores.js";
import type { Comparison, MeanRow, Row } from "./result.js";
import { mean } from "./statistics.js";
import type { Scores } from "./tasks.js";

/** All scores of a method on a task, by unit: one for each seed that asked it. */
export interface Measured {
  method: string;
  task: string;
  reasoning: boolean;
  metrics: readonly string[];
  units: ReadonlyMap<string, readonly Scores[]>;
  /** Mean of the first metric for each seed. */
  bySeed: readonly number[];
  tooLong: number;
}

export interface SummaryOptions {
  bootstrap: number;
  permutations: number;
}

/** A unit's score: the mean over the seeds. */
const unitValues = ({ units }: Measured, metric: string): number[] =>
  [...units.values()].map((scores) => mean(scores.map((s) => s[metric] ?? 0)));

export function rowsOf(measured: readonly Measured[], { bootstrap: resamples }: SummaryOptions): Row[] {
  return measured.flatMap((m) =>
    m.metrics.map((metric): Row => {
      const values = unitValues(m, metric);
      const value = mean(values);
      const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / Math.max(1, values.length - 1);
      return {
        method: m.method,
        task: m.task,
        metric,
        items: values.length,
        answers: [...m.units.values()].reduce((n, scores) => n + scores.length, 0),
        value,
        ...meanInterval(values, { resamples }),
        stderr: Math.sqrt(variance / values.length),
      };
    }),
  );
}

/** AVE and HAR over the reasoning sets, by `acc` and by `acc_norm` where a set has it. */
export function meanRowsOf(measured: readonly Measured[], { bootstrap: resamples }: SummaryOptions): MeanRow[] {
  return unique(measured.map((m) => m.method)).flatMap((method) => {
    const sets = measured.filter((m) => m.method === method && m.reasoning);
    if (sets.length < 2) return [];
    return ["acc", "acc_norm"].flatMap((metric) => {
      const samples = sets.map((m) => unitValues(m, m.metrics.includes(metric) ? metric : "acc"));
      const shares = means(samples.map(mean));
      return (["ave", "har"] as const).map((figure): MeanRow => {
        const interval = bootstrap(samples, (values) => means(values)[figure], { resamples });
        const name = figure === "ave" ? "AVE" : "HAR";
        return { method, figure: name, metric, tasks: sets.length, value: shares[figure], ...interval };
      });
    });
  });
}

/** Every two methods on every task, and on the mean over the reasoning sets. */
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
      ...averaged(both, options),
    ];
  });
}

function compared(a: Measured, b: Measured, metric: string, { permutations }: SummaryOptions): Comparison {
  const [first, second] = [unitValues(a, metric), unitValues(b, metric)];
  const answers = (m: Measured): number[] => [...m.units.values()].flatMap((scores) => scores.map((s) => s[metric]!));
  const [left, right] = [answers(a), answers(b)];
  const binary = [...left, ...right].every((v) => v === 0 || v === 1);
  return {
    task: a.task,
    metric,
    first: a.method,
    second: b.method,
    items: first.length,
    ...permutationTest(first, second, permutations),
    // Answers of one question under several seeds are not independent: then the permutation test alone.
    ...(binary && left.length === first.length ? { mcnemar: mcnemar(left.map(Boolean), right.map(Boolean)) } : {}),
  };
}

/** The difference of AVE: items weigh as much as their set has few. */
function averaged(both: readonly { a: Measured; b: Measured }[], { permutations }: SummaryOptions): Comparison[] {
  const sets = both.filter(({ a }) => a.reasoning);
  if (sets.length < 2) return [];
  const all = sets.reduce((n, { a }) => n + a.units.size, 0);
  const weighted = (side: "a" | "b"): number[] =>
    sets.flatMap((set) => unitValues(set[side], "acc").map((v) => (v * all) / (sets.length * set[side].units.size)));
  const { a, b } = sets[0]!;
  const test = permutationTest(weighted("a"), weighted("b"), permutations);
  return [{ task: "AVE", metric: "acc", first: a.method, second: b.method, items: all, ...test }];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
