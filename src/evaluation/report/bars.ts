/** @file Scores of an evaluation as points with intervals. */

import type { EvaluationResult } from "../result.js";

export interface Bar {
  group: string;
  label: string;
  value: number;
  low: number;
  high: number;
}

/** Each method's score on each task by the task's first metric. */
export const barsOf = (result: EvaluationResult): Bar[] =>
  result.rows
    .filter(({ task, metric }) => firstMetric(result, task) === metric)
    .map(({ task, method, value, low, high }) => ({ group: task, label: method, value, low, high }));

export const firstMetric = ({ rows }: EvaluationResult, task: string): string | undefined =>
  rows.find((r) => r.task === task)?.metric;
