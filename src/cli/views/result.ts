/** @file The result of an evaluation recipe as tables: tasks down, methods across. */

import type { EvaluationResult } from "../../evaluation/run.js";
import { giga, pValue } from "../../evaluation/cells.js";
import { count } from "../format.js";
import { table, type Column } from "../table.js";

const share = (value: number): string => value.toFixed(3);

export function resultView(result: EvaluationResult, width: number): string {
  return [scores(result, width), differences(result, width), costs(result, width), result.notes.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

function scores({ methods, rows, means }: EvaluationResult, width: number): string {
  const names = [...new Set(methods.map(({ name }) => name))];
  const lines = new Map<string, { head: string[]; cells: Map<string, string> }>();
  const put = (head: string[], method: string, r: { value: number; low: number; high: number }): void => {
    const key = head.join(" ");
    if (!lines.has(key)) lines.set(key, { head, cells: new Map() });
    lines.get(key)!.cells.set(method, `${share(r.value)} [${share(r.low)}, ${share(r.high)}]`);
  };
  for (const row of rows) put([row.task, row.metric, count(row.items)], row.method, row);
  for (const row of means) put([row.figure, row.metric, `${row.tasks} sets`], row.method, row);
  const columns: Column[] = [
    { header: "task" },
    { header: "metric" },
    { header: "items", align: "right" },
    ...names.map((header) => ({ header })),
  ];
  return table(
    columns,
    [...lines.values()].map(({ head, cells }) => [...head, ...names.map((name) => cells.get(name) ?? "")]),
    width,
  );
}

/** What a permutation test finds; of each task its first metric. */
function differences({ comparisons, rows }: EvaluationResult, width: number): string {
  const first = new Map(rows.map(({ task, metric }) => [task, metric]).reverse() as [string, string][]);
  const told = comparisons.filter(({ task, metric }) => task === "AVE" || first.get(task) === metric);
  if (told.length === 0) return "";
  return table(
    [
      { header: "task" },
      { header: "methods" },
      { header: "difference", align: "right" },
      { header: "p", align: "right" },
    ],
    told.map((c) => [c.task, `${c.first} − ${c.second}`, c.difference.toFixed(3), pValue(c.p)]),
    width,
  );
}

function costs({ efficiency }: EvaluationResult, width: number): string {
  return table(
    [
      { header: "task" },
      { header: "method" },
      { header: "prompt tokens", align: "right" },
      { header: "read each time", align: "right" },
      { header: "compression", align: "right" },
      { header: "GFLOPs", align: "right" },
      { header: "once", align: "right" },
      { header: "ms", align: "right" },
    ],
    efficiency.map((e) => [
      e.task,
      e.method,
      e.systemTokens.toFixed(0),
      e.readTokens.toFixed(0),
      `${e.compression.toFixed(1)} ×`,
      giga(e.flops?.request),
      giga(e.flops?.once),
      e.latency ? e.latency.milliseconds.toFixed(1) : "",
    ]),
    width,
  );
}
