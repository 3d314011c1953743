/** @file The figures of a report, as SVG that stands by itself; Observable Plot draws, without a browser. */

import type * as Plot from "@observablehq/plot";
import type { Curve } from "./inputs.js";
import { intervalPlot, roomFor, unique } from "./interval-plot.js";
import type { Bar } from "./bars.js";
import { smoothed } from "./smoothing.js";

type Draw = (plot: typeof Plot, size: { width: number; height: number }) => object;

/** What `draw` says, drawn. */
export async function drawn(draw: Draw, height = 320): Promise<string> {
  const [plot, linkedom] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  // Neither's types are complete without those of a browser.
  const page: unknown = linkedom.parseHTML("<html><body></body></html>");
  const { document } = page as { document: object };
  const options = { ...draw(plot, { width: 720, height }), document, figure: false };
  const element: unknown = plot.plot(options);
  const svg = (element as { outerHTML: string }).outerHTML.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');
  // A file of its own has no page to take its colours from.
  return svg.replaceAll("var(--plot-background)", "Canvas");
}

export interface Point {
  label: string;
  milliseconds: number;
  value: number;
  low: number;
  high: number;
}

/** Accuracy against latency: the paper's figure 1. */
export const accuracyLatency = (points: readonly Point[]): Promise<string> =>
  drawn((plot, size) => ({
    ...size,
    marginLeft: 50,
    marginRight: 110,
    grid: true,
    x: { label: "milliseconds a request →", type: "log", nice: true },
    y: { label: "↑ accuracy" },
    marks: [
      plot.ruleX(points, { x: "milliseconds", y1: "low", y2: "high", strokeOpacity: 0.5 }),
      plot.dot(points, { x: "milliseconds", y: "value", fill: "label", r: 5 }),
      plot.text(points, { x: "milliseconds", y: "value", text: "label", textAnchor: "start", dx: 9 }),
    ],
  }));

/** Values with their intervals, side by side in groups. */
export const intervals = (bars: readonly Bar[], what: string): Promise<string> =>
  drawn((plot, { width }) => ({ width, ...intervalPlot(plot, bars, what) }));

/** Text that a rule runs behind. */
const halo = { stroke: "var(--plot-background)", strokeWidth: 4, fill: "currentColor" };

/** Differences with their intervals, a line each, below the name of their group; what is left of the rule is worse. */
export function differences(bars: readonly Bar[]): Promise<string> {
  const key = (group: string, label = ""): string => `${group}\n${label}`;
  const heads = unique(bars.map(({ group }) => group)).map((group) => ({ group, key: key(group) }));
  const rows = bars.map((bar) => ({ ...bar, key: key(bar.group, bar.label) }));
  const lines = heads.flatMap((head) => [head, ...rows.filter(({ group }) => group === head.group)]);
  return drawn(
    (plot, size) => ({
      ...size,
      marginLeft: roomFor(
        bars.map(({ label }) => label),
        320,
      ),
      x: { label: "difference →", grid: true, tickFormat: "+" },
      y: {
        label: null,
        domain: lines.map(({ key }) => key),
        tickSize: 0,
        tickFormat: (key: string) => key.split("\n")[1],
      },
      color: { domain: heads.map(({ group }) => group) },
      marks: [
        plot.ruleX([0]),
        plot.text(heads, { y: "key", text: "group", frameAnchor: "left", fontWeight: "bold", ...halo }),
        plot.ruleY(rows, { y: "key", x1: "low", x2: "high", strokeWidth: 2, strokeOpacity: 0.6 }),
        plot.dot(rows, { y: "key", x: "value", fill: "group", r: 4 }),
      ],
    }),
    60 + 20 * lines.length,
  );
}

/** Losses of runs by step, smoothed, and their validation losses as dots. */
export function trainingCurves(curves: readonly Curve[]): Promise<string> {
  const lines = curves.flatMap(({ run, points }) => smoothed(points).map((p) => ({ ...p, run })));
  const dots = curves.flatMap(({ run, points }) =>
    points.flatMap(({ step, validation }) => (validation === undefined ? [] : [{ step, loss: validation, run }])),
  );
  return drawn((plot, size) => ({
    ...size,
    marginLeft: 50,
    marginRight: 140,
    grid: true,
    x: { label: "step →" },
    y: { label: "↑ loss", type: "log", tickFormat: "~r" },
    marks: [
      plot.lineY(lines, { x: "step", y: "loss", stroke: "run", strokeOpacity: 0.6 }),
      plot.dot(dots, { x: "step", y: "loss", fill: "run", r: 3 }),
      plot.text(lines, plot.selectLast({ x: "step", y: "loss", z: "run", text: "run", textAnchor: "start", dx: 6 })),
    ],
  }));
}

/** Mean gate of each expert at each route, a map a task. */
export function routingMap(maps: readonly { task: string; gates: readonly (readonly number[])[] }[]): Promise<string> {
  const cells = maps.flatMap(({ task, gates }) =>
    gates.flatMap((row, route) => row.map((gate, expert) => ({ task, route, expert, gate }))),
  );
  const signed = cells.some(({ gate }) => gate < 0);
  const routes = maps[0]?.gates.length ?? 1;
  return drawn(
    (plot, size) => ({
      ...size,
      marginLeft: 40,
      marginRight: 110,
      padding: 0,
      x: { label: "expert", ticks: [] },
      y: { label: "route", ticks: [] },
      fy: { label: null },
      color: { scheme: signed ? "RdBu" : "Blues", type: signed ? "diverging" : "linear", legend: false },
      marks: [plot.cell(cells, { fy: "task", x: "expert", y: "route", fill: "gate" })],
    }),
    40 + maps.length * Math.max(60, routes * 6),
  );
}
