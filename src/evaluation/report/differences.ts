/** @file How far methods are from one another on the same questions. */

import type { Comparison, EvaluationResult } from "../result.js";
import { firstMetric, type Bar } from "./bars.js";

/** Every two methods, on each task by its first metric, and over the tasks. */
export const toldComparisons = (result: EvaluationResult): Comparison[] =>
  result.comparisons.filter(({ task, metric }) => (firstMetric(result, task) ?? metric) === metric);

/** What each method has more than the first one, a group a task. */
export function differencesOf(result: EvaluationResult): Bar[] {
  const { recipe, methods } = result;
  const first = methods[0]?.name;
  return toldComparisons(result)
    .filter((c) => c.first === first)
    .map((c) => ({
      group: `${recipe.name}, ${c.task}: less ${c.first}`,
      label: c.second,
      value: -c.difference,
      low: -c.high,
      high: -c.low,
    }));
}
