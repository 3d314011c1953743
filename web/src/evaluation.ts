/** @file The evaluation that came with the models: as tables, and as scores with their intervals. */

import { readGeneratorFile } from "lora-gen/edge";
import { barsOf } from "../../src/evaluation/report/bars.js";
import type { TableBlock } from "../../src/evaluation/report/document.js";
import { costTable, scoreTable } from "../../src/evaluation/report/tables.js";
import type { EvaluationResult } from "../../src/evaluation/result.js";
import { drawIntervals } from "./charts.js";
import { byId, element } from "./dom.js";

/** Shows `evaluation.json`, the `result.json` of `lora-gen eval RECIPE`, which lies beside the generator. */
export async function showEvaluation(generator: string): Promise<void> {
  const response = await fetch(`${generator}/evaluation.json`);
  const result = response.ok ? ((await response.json()) as EvaluationResult) : undefined;
  const known = result?.formatVersion === 1;
  for (const place of places) byId(place).hidden = !known;
  const facts = byId("evaluation-facts");
  if (!known) {
    facts.textContent = "There is no evaluation beside these models.";
    return;
  }
  const { recipe, edge, seeds, finished, versions } = result;
  const { edge: own } = await readGeneratorFile(generator);
  facts.textContent =
    `${recipe.name}, measured ${finished.slice(0, 10)} on ${versions["cpu"] ?? "an unknown machine"}, ` +
    `seeds ${seeds.join(", ")}${own.sha256 === edge.sha256 ? "" : ", with another edge model than this one"}. ` +
    "In brackets: 95% intervals.";
  byId("scores").replaceChildren(tableOf(scoreTable(result), "Scores"));
  byId("costs").replaceChildren(tableOf(costTable(result), "What a request costs"));
  await drawIntervals(byId("intervals"), barsOf(result), result.rows[0]?.metric ?? "score");
}

const places = ["scores", "intervals-figure", "costs"];

function tableOf({ columns, rows }: TableBlock, caption: string): HTMLTableElement {
  const number = (i: number): string => (columns[i]!.align === "right" ? "number" : "");
  const head = columns.map(({ header }, i) => element("th", { scope: "col", className: number(i) }, header));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((text, i) =>
        i === 0 ? element("th", { scope: "row" }, text) : element("td", { className: number(i) }, text),
      ),
    ),
  );
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body),
  );
}
