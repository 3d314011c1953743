/** @file Accuracies as a table: a method a row, a split a column. */

import type { EvaluationRow, FamilyRow } from "../../evaluation/exact-match.js";
import { count } from "../format.js";
import { table } from "../table.js";

const unique = (names: readonly string[]): string[] => [...new Set(names)];

export function evaluationView(rows: readonly EvaluationRow[], width: number, digits = 3): string {
  const splits = unique(rows.map((r) => r.split));
  const methods = unique(rows.map((r) => r.method));
  const items = (split: string): string =>
    unique(rows.filter((r) => r.split === split).map((r) => count(r.items))).join("–");
  const cell = (method: string, split: string): string => {
    const row = rows.find((r) => r.method === method && r.split === split);
    const share = (value: number): string => value.toFixed(digits);
    return row ? `${share(row.accuracy)} [${share(row.low)}, ${share(row.high)}]` : "";
  };
  return table(
    [{ header: "method" }, ...splits.map((split) => ({ header: `${split}\n${items(split)} items` }))],
    methods.map((method) => [method, ...splits.map((split) => cell(method, split))]),
    width,
  );
}

/** A table for each split, with a column for each kind of task. */
export const familiesView = (rows: readonly FamilyRow[], width: number): string =>
  unique(rows.map((r) => r.split))
    .map((split) => {
      const within = rows.filter((r) => r.split === split).map((r) => ({ ...r, split: r.family }));
      return `${split}:\n${evaluationView(within, width, 2)}`;
    })
    .join("\n\n");
