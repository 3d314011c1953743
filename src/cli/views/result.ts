/** @file The result of an evaluation recipe as tables. */

import { costTable, differenceTable, scoreTable, trainingTable } from "../../evaluation/report/tables.js";
import type { EvaluationResult } from "../../evaluation/result.js";
import { table } from "../table.js";

export const resultView = (result: EvaluationResult, width: number): string =>
  [
    ...[scoreTable(result), differenceTable(result), costTable(result), trainingTable(result)]
      .filter(({ rows }) => rows.length > 0)
      .map(({ columns, rows }) => table(columns, rows, width)),
    ...(result.notes.length > 0 ? [result.notes.join("\n")] : []),
  ].join("\n\n");
