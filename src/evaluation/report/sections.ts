/** @file The sections of a report, each from what there is to tell. */

import type { Efficiency, EvaluationResult } from "../result.js";
import { mean } from "../statistics.js";
import { barsOf, firstMetric } from "./bars.js";
import { differencesOf } from "./differences.js";
import { right, type Block, type Section, type TableBlock } from "./document.js";
import { accuracyLatency, differences, intervals, routingMap, trainingCurves, type Point } from "./figures.js";
import type { Curve } from "./inputs.js";
import { paperOperations, paperReasoning, paperTools } from "./paper.js";
import { costTable, differenceTable, runTable, scoreTable, trainingTable } from "./tables.js";

/** Everything that one evaluation found; `index` keeps its figures' names apart from those of others. */
export async function evaluationSections(result: EvaluationResult, index: number): Promise<Section[]> {
  const figure = (what: string): string => `${what}-${index + 1}`;
  const sections: Section[] = [{ title: result.recipe.name, blocks: [provenance(result), ...scores(result)] }];
  const bars = barsOf(result);
  if (bars.length > 1)
    sections[0]!.blocks.push({
      kind: "figure",
      name: figure("scores"),
      caption: "Each task's first metric with its 95% interval",
      svg: await intervals(bars, "share"),
    });
  if (result.comparisons.length > 0) sections.push({ title: "Differences", blocks: [differenceTable(result)] });
  const runs = runTable(result);
  if (runs.rows.length > 0) sections.push({ title: "Runs and seeds", blocks: [runs] });
  const training = trainingTable(result);
  sections.push({ title: "Costs", blocks: [costTable(result), ...(training.rows.length > 0 ? [training] : [])] });
  const points = latencyPoints(result);
  if (points.length > 1)
    sections.push({
      title: "Accuracy and latency",
      blocks: [
        {
          kind: "figure",
          name: figure("latency"),
          caption: "Mean of the tasks' first metrics against the median time of a request (the paper's figure 1)",
          svg: await accuracyLatency(points),
        },
      ],
    });
  const maps = result.routing;
  for (const method of new Set(maps.map((m) => m.method)))
    sections.push({
      title: `Routing of ${method}`,
      blocks: [
        {
          kind: "figure",
          name: figure(`routing-${method.replaceAll(/\W+/g, "-").replace(/-$/, "")}`),
          caption: "Mean gate of each expert (across) at each route (down), task by task",
          svg: await routingMap(maps.filter((m) => m.method === method)),
        },
      ],
    });
  return sections.map((section, i) =>
    i === 0 ? section : { ...section, title: `${section.title} (${result.recipe.name})` },
  );
}

function provenance({ recipeSha256, seeds, versions, edge, finished }: EvaluationResult): Block {
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const text = `Seeds ${seeds.join(", ")}; recipe ${recipeSha256.slice(0, 12)}, edge model ${edge.sha256.slice(0, 12)}; finished ${finished}; ${made.join(", ")}. Intervals are of 95%, by bootstrap over the questions, and over training runs and draws of shots where a method has several.`;
  return { kind: "text", text };
}

/** Scores, and what is to be said of them. */
const scores = (result: EvaluationResult): Block[] => [
  scoreTable(result),
  ...result.notes.map((text): Block => ({ kind: "text", text })),
];

/**
 * A point a method: the mean over the tasks that every timed method was timed on. Tasks are independent, so the mean's
 * interval is theirs put together in quadrature.
 */
function latencyPoints(result: EvaluationResult): Point[] {
  const timed = result.efficiency.filter((e) => e.latency);
  const methods = [...new Set(timed.map(({ method }) => method))];
  const found = (method: string, task: string): Efficiency | undefined =>
    timed.find((e) => e.method === method && e.task === task);
  const tasks = [...new Set(timed.map(({ task }) => task))].filter((task) => methods.every((m) => found(m, task)));
  if (tasks.length === 0) return [];
  return methods.map((label): Point => {
    const rows = tasks.map((task) =>
      result.rows.find((r) => r.method === label && r.task === task && r.metric === firstMetric(result, task))!,
    );
    const value = mean(rows.map((row) => row.value));
    const spread = (bound: "low" | "high"): number => Math.hypot(...rows.map((r) => r[bound] - r.value)) / rows.length;
    const milliseconds = mean(tasks.map((task) => found(label, task)!.latency!.milliseconds));
    return { label, milliseconds, value, low: value - spread("low"), high: value + spread("high") };
  });
}

/** What evaluations found of each method against their first one, in one figure; nothing where none had two methods. */
export async function differenceSection(results: readonly EvaluationResult[]): Promise<Section[]> {
  const bars = results.flatMap(differencesOf);
  if (bars.length === 0) return [];
  const caption = "Difference from the first method on the same questions, with its 95% interval";
  const svg = await differences(bars);
  return [{ title: "Differences at a glance", blocks: [{ kind: "figure", name: "differences", caption, svg }] }];
}

export async function trainingSection(curves: readonly Curve[]): Promise<Section> {
  const svg = await trainingCurves(curves);
  const caption = "Training loss (running mean) and validation loss (dots) by step";
  return { title: "Training", blocks: [{ kind: "figure", name: "training", caption, svg }] };
}

/** What the paper reports: its models are larger and its times an A100's, so that differences carry over, not levels. */
export function paperSection(): Section {
  const reasoning: TableBlock = {
    kind: "table",
    columns: [{ header: "edge model" }, { header: "method" }, right("AVE %"), right("HAR %"), right("ms")],
    rows: Object.entries(paperReasoning).flatMap(([model, rows]) =>
      rows.map((r) => [model, r.method, r.ave.toFixed(1), r.har.toFixed(1), r.milliseconds.toFixed(1)]),
    ),
  };
  const tools: TableBlock = {
    kind: "table",
    columns: [{ header: "GPT4Tools, Gemma-2B" }, right("average %")],
    rows: paperTools.map(([setting, average]) => [setting, average.toFixed(1)]),
  };
  const operations: TableBlock = {
    kind: "table",
    columns: [{ header: "operations, 100 tokens behind 200" }, right("multiply-adds")],
    rows: paperOperations.map(([what, count]) => [what, count.toExponential(3)]),
  };
  const text = "Models are larger and times are of an A100: differences and ratios carry over, levels do not.";
  return { title: "The paper's numbers", blocks: [{ kind: "text", text }, reasoning, tools, operations] };
}
