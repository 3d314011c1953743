/** @file An evaluation as tables: for reports, the terminal, and the playground's page. */

import { giga, pValue } from "../cells.js";
import type { Comparison, Efficiency, EvaluationResult, MeanRow, Row } from "../result.js";
import { deviation, type Interval } from "../statistics.js";
import { toldComparisons } from "./differences.js";
import { right, type TableBlock } from "./document.js";

const share = (value: number): string => value.toFixed(3);
const withInterval = (value: number, { low, high }: Interval): string =>
  `${share(value)} (${share(low)}, ${share(high)})`;

/** Tasks and metrics down, methods across. */
export function scoreTable({ methods, rows, means }: EvaluationResult): TableBlock {
  const names = [...new Set(methods.map(({ name }) => name))];
  const line = (head: string[], found: readonly (Row | MeanRow)[]): string[] => [
    ...head,
    ...names.map((name) => {
      const row = found.find(({ method }) => method === name);
      return row ? withInterval(row.value, row) : "";
    }),
  ];
  return {
    kind: "table",
    columns: [{ header: "task" }, { header: "metric" }, ...["items", ...names].map(right)],
    rows: [
      ...alike(rows, (r) => `${r.task}\n${r.metric}`).map((found) =>
        line([found[0]!.task, found[0]!.metric, String(found[0]!.items)], found),
      ),
      ...alike(means, (m) => `${m.figure}\n${m.metric}`).map((found) =>
        line([found[0]!.figure, found[0]!.metric, `${found[0]!.tasks} sets`], found),
      ),
    ],
  };
}

/**
 * Every two methods on the same questions; of each task its first metric. The first p is of a permutation test over the
 * questions; the interval is over training runs too.
 */
export function differenceTable(result: EvaluationResult): TableBlock {
  const mcnemar = (c: Comparison): string[] =>
    c.mcnemar ? [`${c.mcnemar.onlyFirst} : ${c.mcnemar.onlySecond}`, pValue(c.mcnemar.p)] : ["", ""];
  return {
    kind: "table",
    columns: [
      { header: "task" },
      { header: "methods" },
      right("difference (95%)"),
      right("p"),
      right("right alone"),
      right("McNemar's p"),
    ],
    rows: toldComparisons(result).map((c) => [
      c.task,
      `${c.first} − ${c.second}`,
      withInterval(c.difference, c),
      pValue(c.p),
      ...mcnemar(c),
    ]),
  };
}

/** Where a method has several training runs or seeds: the first metric of each, and their standard deviation. */
export function runTable({ bySeed }: EvaluationResult): TableBlock {
  return {
    kind: "table",
    columns: [{ header: "task" }, { header: "method" }, ...["each", "standard deviation"].map(right)],
    rows: bySeed
      .filter(({ values }) => values.length > 1)
      .map(({ task, method, values }) => [task, method, values.map(share).join(" "), share(deviation(values))]),
  };
}

/** What methods cost; what no method was measured by has no column. */
export function costTable({ efficiency }: EvaluationResult): TableBlock {
  type Cost = [column: TableBlock["columns"][number], cell: (e: Efficiency) => string];
  const costs: Cost[] = [
    [{ header: "task" }, (e) => e.task],
    [{ header: "method" }, (e) => e.method],
    [right("prompt tokens"), (e) => e.systemTokens.toFixed(0)],
    [right("read each time"), (e) => e.readTokens.toFixed(0)],
    [right("compression"), (e) => `${e.compression.toFixed(1)} ×`],
    [right("GFLOPs"), (e) => giga(e.flops?.request)],
    [right("once"), (e) => giga(e.flops?.once)],
    [right("training"), (e) => giga(e.flops?.training)],
    [right("ms"), (e) => e.latency?.milliseconds.toFixed(1) ?? ""],
    [right("peak MB"), (e) => (e.peakBytes === undefined ? "" : (e.peakBytes / 1e6).toFixed(0))],
  ];
  const known = costs.filter(([, cell]) => efficiency.some((e) => cell(e) !== ""));
  return {
    kind: "table",
    columns: known.map(([column]) => column),
    rows: efficiency.map((e) => known.map(([, cell]) => cell(e))),
  };
}

/** What methods take to be trained; no rows unless it was measured. */
export function trainingTable({ training = [] }: EvaluationResult): TableBlock {
  return {
    kind: "table",
    columns: [{ header: "method" }, ...["trained numbers", "ms a training step", "peak MB"].map(right)],
    rows: training.map(({ method, parameters, milliseconds, peakBytes }) => [
      method,
      parameters.toLocaleString("en-US"),
      milliseconds.toFixed(0),
      (peakBytes / 1e6).toFixed(0),
    ]),
  };
}

/** Groups of one key, in the order in which keys come first. */
function alike<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}
