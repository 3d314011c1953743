import { expect, test } from "vitest";
import { differenceTable, runTable } from "../../src/evaluation/report/tables.js";
import type { EvaluationResult } from "../../src/evaluation/result.js";

const result = {
  rows: [{ task: "seen", metric: "exact" }],
  bySeed: [
    { method: "none", task: "seen", metric: "exact", values: [0.1] },
    { method: "rank 4", task: "seen", metric: "exact", values: [0.4, 0.5, 0.6] },
  ],
  comparisons: [
    { task: "seen", metric: "exact", first: "a", second: "b", items: 9, difference: 0.2, p: 0.01, low: 0.1, high: 0.3 },
    { task: "seen", metric: "other", first: "a", second: "b", items: 9, difference: 0, p: 1, low: 0, high: 0 },
    {
      task: "5 shots AVE",
      metric: "acc",
      first: "a",
      second: "b",
      items: 9,
      difference: 0,
      p: 1,
      low: -0.1,
      high: 0.1,
    },
  ],
} as unknown as EvaluationResult;

test("runs are told one by one where a method has several, with their standard deviation", () => {
  expect(runTable(result).rows).toEqual([["seen", "rank 4", "0.400 0.500 0.600", "0.100"]]);
});

test("differences have their interval, by each task's first metric and by every AVE", () => {
  expect(differenceTable(result).rows.map(([task, , difference]) => [task, difference])).toEqual([
    ["seen", "0.200 (0.100, 0.300)"],
    ["5 shots AVE", "0.000 (-0.100, 0.100)"],
  ]);
});
