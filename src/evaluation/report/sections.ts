/** @file The sections of a report, each from what there is to tell. */

import type { Comparison, MeanRow, Row } from "../summary.js";
import type { EvaluationResult } from "../run.js";
import { giga, pValue } from "../cells.js";
import { mean } from "../statistics.js";
import type { Block, Section, TableBlock } from "./document.js";
import { accuracyLatency, intervals, routingMap, trainingCurves, type Bar, type Point } from "./figures.js";
import type { Curve } from "./inputs.js";
import { paperOperations, paperReasoning, paperTools } from "./paper.js";

const right = (header: string) => ({ header, align: "right" as const });
const share = (value: number): string => value.toFixed(3);
const measured = (r: { value: number; low: number; high: number }): string =>
  `${share(r.value)} (${share(r.low)}, ${share(r.high)})`;
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
  if (result.comparisons.length > 0) sections.push({ title: "Differences", blocks: [differences(result)] });
  sections.push({ title: "Costs", blocks: [costs(result)] });
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
          name: figure(`routing-${method.replaceAll(/\W+/g, "-")}`),
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
  const text = `Seeds ${seeds.join(", ")}; recipe ${recipeSha256.slice(0, 12)}, edge model ${edge.sha256.slice(0, 12)}; finished ${finished}; ${made.join(", ")}. Intervals are of 95%, by bootstrap over the questions.`;
  return { kind: "text", text };
}

function scores({ rows, means, methods, notes }: EvaluationResult): Block[] {
  const names = [...new Set(methods.map(({ name }) => name))];
  const find = <T extends { method: string }>(among: readonly T[], method: string, is: (row: T) => boolean) =>
    among.find((row) => row.method === method && is(row));
  const line = (head: string[], row: (method: string) => Row | MeanRow | undefined): string[] => [
    ...head,
    ...names.map((name) => {
      const found = row(name);
      return found ? measured(found) : "";
    }),
  ];
  const tasks = unique(rows, (r) => `${r.task}\n${r.metric}`);
  const figures = unique(means, (m) => `${m.figure}\n${m.metric}`);
  const table: TableBlock = {
    kind: "table",
    columns: [{ header: "task" }, { header: "metric" }, right("items"), ...names.map((name) => right(name))],
    rows: [
      ...tasks.map(({ task, metric, items }) =>
        line([task, metric, String(items)], (m) => find(rows, m, (r) => r.task === task && r.metric === metric)),
      ),
      ...figures.map(({ figure, metric, tasks: n }) =>
        line([figure, metric, `${n} sets`], (m) => find(means, m, (r) => r.figure === figure && r.metric === metric)),
      ),
    ],
  };
  return [table, ...notes.map((text): Block => ({ kind: "text", text }))];
}

const unique = <T>(items: readonly T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item] as const).reverse()).values(),
].reverse(); // prettier-ignore

const firstMetric = ({ rows }: EvaluationResult, task: string): string | undefined =>
  rows.find((r) => r.task === task)?.metric;

const barsOf = (result: EvaluationResult): Bar[] =>
  result.rows
    .filter(({ task, metric }) => firstMetric(result, task) === metric)
    .map(({ task, method, ...values }) => ({ group: task, label: method, ...values }));

function differences(result: EvaluationResult): TableBlock {
  const told = result.comparisons.filter(({ task, metric }) => task === "AVE" || firstMetric(result, task) === metric);
  const mcnemar = (c: Comparison): string[] =>
    c.mcnemar ? [`${c.mcnemar.onlyFirst} : ${c.mcnemar.onlySecond}`, pValue(c.mcnemar.p)] : ["", ""];
  return {
    kind: "table",
    columns: [
      { header: "task" },
      { header: "methods" },
      right("difference"),
      right("p (permutation)"),
      right("right alone"),
      right("p (McNemar)"),
    ],
    rows: told.map((c) => [c.task, `${c.first} − ${c.second}`, share(c.difference), pValue(c.p), ...mcnemar(c)]),
  };
}

function costs({ efficiency }: EvaluationResult): TableBlock {
  return {
    kind: "table",
    columns: [
      { header: "task" },
      { header: "method" },
      right("prompt tokens"),
      right("read each time"),
      right("request tokens"),
      right("compression"),
      right("GFLOPs a request"),
      right("GFLOPs once"),
      right("ms"),
      right("peak MB"),
    ],
    rows: efficiency.map((e) => [
      e.task,
      e.method,
      e.systemTokens.toFixed(0),
      e.readTokens.toFixed(0),
      e.requestTokens.toFixed(0),
      `${e.compression.toFixed(1)} ×`,
      giga(e.flops?.request),
      giga(e.flops?.once),
      e.latency ? e.latency.milliseconds.toFixed(1) : "",
      (e.peakBytes / 1e6).toFixed(0),
    ]),
  };
}

/** A point a method: the mean over the tasks that were timed. */
function latencyPoints(result: EvaluationResult): Point[] {
  return [...new Set(result.methods.map(({ name }) => name))].flatMap((name): Point[] => {
    const timed = result.efficiency.filter((e) => e.method === name && e.latency);
    const rows = timed.flatMap(({ task }) => {
      const row = result.rows.find(
        (r) => r.method === name && r.task === task && r.metric === firstMetric(result, task),
      );
      return row ? [row] : [];
    });
    if (rows.length === 0) return [];
    const of = (key: "value" | "low" | "high"): number => mean(rows.map((row) => row[key]));
    const milliseconds = mean(timed.map((e) => e.latency!.milliseconds));
    return [{ label: name, milliseconds, value: of("value"), low: of("low"), high: of("high") }];
  });
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
