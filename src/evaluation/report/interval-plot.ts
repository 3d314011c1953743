/** @file Values with their intervals, side by side in groups: options of Observable Plot, in Node and in pages. */

import type * as Plot from "@observablehq/plot";
import type { Bar } from "./bars.js";

/** All but width and looks. */
export function intervalPlot(
  { ruleY, dot }: Pick<typeof Plot, "ruleY" | "dot">,
  bars: readonly Bar[],
  what: string,
): Plot.PlotOptions {
  const [labels, groups] = [unique(bars.map(({ label }) => label)), unique(bars.map(({ group }) => group))];
  return {
    height: 60 + 24 * labels.length * groups.length,
    marginLeft: roomFor(labels),
    marginRight: roomFor(groups),
    x: { label: `${what} →`, grid: true },
    y: { label: null, domain: labels },
    fy: { label: null, domain: groups },
    marks: [
      ruleY(bars, { fy: "group", y: "label", x1: "low", x2: "high", strokeWidth: 2, strokeOpacity: 0.6 }),
      dot(bars, { fy: "group", y: "label", x: "value", fill: "label", r: 4 }),
    ],
  };
}

export const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** Pixels that the longest name takes, with a little space; at most a quarter of a report's width, unless told otherwise. */
export const roomFor = (names: readonly string[], most = 160): number =>
  20 + Math.min(most, 7 * Math.max(...names.map((n) => n.length)));
