/** @file Charts: the gates of a prompt, scores and training curves. Observable Plot is loaded with the first of them. */

import { intervalPlot } from "../../src/evaluation/report/interval-plot.js";
import type { Bar } from "../../src/evaluation/report/bars.js";
import type { Specialist } from "./models.js";

const style = { background: "transparent", color: "inherit", fontSize: "12px" };
const height = 300;

const widthIn = (into: HTMLElement): number => Math.max(into.clientWidth - 18, 280);

/** Seen alone: captions and tables tell in words what a chart shows. */
function show(chart: Element, into: HTMLElement): void {
  chart.setAttribute("aria-hidden", "true");
  into.replaceChildren(chart);
}

export interface Gate {
  route: string;
  expert: number;
  gate: number;
}

/** A row for each gate of a prompt; `routes` names the rows of the map. */
export function gateRows({ gates }: Pick<Specialist, "gates">, routes: readonly string[]): Gate[] {
  const experts = gates.shape[1]!;
  return Array.from(gates.data, (gate, i) => ({ route: routes[Math.floor(i / experts)]!, expert: i % experts, gate }));
}

/** Columns are wide enough to see; a narrow page scrolls the map. */
export async function drawHeatMap(into: HTMLElement, rows: readonly Gate[], experts: number): Promise<void> {
  const { plot, cell } = await import("@observablehq/plot");
  const chart = plot({
    width: Math.max(into.clientWidth - 18, 60 + 4 * experts),
    height,
    style,
    marginLeft: 56,
    x: { label: "expert", ticks: Array.from({ length: 8 }, (_, i) => Math.floor((i * experts) / 8)), tickSize: 3 },
    y: { label: null, tickSize: 0, domain: [...new Set(rows.map(({ route }) => route))] },
    color: { scheme: "PuOr", type: "diverging", symmetric: true, label: "gate" },
    marks: [cell(rows, { x: "expert", y: "route", fill: "gate", inset: 0, title: tip })],
  });
  show(chart, into);
}

const tip = ({ route, expert, gate }: Gate): string => `${route}, expert ${expert}: ${gate.toFixed(3)}`;

/** What counts most, in words. */
export function strongest(rows: readonly Gate[], count: number): string {
  const sorted = rows.toSorted((a, b) => Math.abs(b.gate) - Math.abs(a.gate));
  return sorted.slice(0, count).map(tip).join("; ");
}

export interface LossRow {
  step: number;
  loss: number;
  of: "training" | "validation";
}

/** The losses in a training.jsonl. */
export function lossRows(jsonLines: string): LossRow[] {
  return jsonLines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line): LossRow[] => {
      const { step, loss, "validation.loss": validation } = JSON.parse(line) as Record<string, number | undefined>;
      if (step === undefined) return [];
      return [
        ...(loss === undefined ? [] : [{ step, loss, of: "training" as const }]),
        ...(validation === undefined ? [] : [{ step, loss: validation, of: "validation" as const }]),
      ];
    });
}

export async function drawCurves(into: HTMLElement, rows: readonly LossRow[]): Promise<void> {
  const { plot, lineY, dot, gridY } = await import("@observablehq/plot");
  const validation = rows.filter(({ of }) => of === "validation");
  const chart = plot({
    width: widthIn(into),
    height,
    style,
    x: { label: "step" },
    y: { label: "loss", type: "log", ticks: 5, tickFormat: "~r" },
    marks: [
      gridY(),
      lineY(
        rows.filter(({ of }) => of === "training"),
        { x: "step", y: "loss", stroke: "currentColor" },
      ),
      lineY(validation, { x: "step", y: "loss", stroke: "var(--accent)", strokeDasharray: "4 3" }),
      dot(validation, { x: "step", y: "loss", fill: "var(--accent)" }),
    ],
  });
  show(chart, into);
}

export async function drawIntervals(into: HTMLElement, bars: readonly Bar[], what: string): Promise<void> {
  const { plot, ruleY, dot } = await import("@observablehq/plot");
  const chart = plot({ ...intervalPlot({ ruleY, dot }, bars, what), width: widthIn(into), style });
  show(chart, into);
}
