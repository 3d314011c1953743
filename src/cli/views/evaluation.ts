/** @file Accuracies as a table: a method a row, a split a column. */

import { count } from "../format.js";
import { table } from "../table.js";

export interface EvaluationRow {
  method: string;
  split: string;
  items: number;
  accuracy: number;
  /** 95% interval. */
  low: number;
  high: number;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

export function evaluationView(rows: readonly EvaluationRow[], width: number): string {
  const splits = unique(rows.map((r) => r.split));
  const methods = unique(rows.map((r) => r.method));
  const items = (split: string): string =>
    unique(rows.filter((r) => r.split === split).map((r) => count(r.items))).join("–");
  const cell = (method: string, split: string): string => {
    const row = rows.find((r) => r.method === method && r.split === split);
    return row ? `${row.accuracy.toFixed(3)} [${row.low.toFixed(3)}, ${row.high.toFixed(3)}]` : "";
  };
  return table(
    [{ header: "method" }, ...splits.map((split) => ({ header: `${split}\n${items(split)} items` }))],
    methods.map((method) => [method, ...splits.map((split) => cell(method, split))]),
    width,
  );
}
