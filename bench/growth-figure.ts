/** @file Times against sizes, each with the power that was fitted to them. */

import { drawn } from "../src/evaluation/report/figures.js";
import type { PowerLaw, Sample } from "./power-law.js";

export interface Growth {
  what: string;
  samples: readonly Sample[];
  law: PowerLaw;
}

/** SVG. Sizes are shown as multiples of the smallest, so that different ones share an axis. */
export function growthFigure(growths: readonly Growth[]): Promise<string> {
  const points = growths.flatMap(({ what, samples, law }) =>
    samples.map(({ size, milliseconds }) => ({
      what: `${what}: ${law.exponent.toFixed(2)}`,
      times: size / samples[0]!.size,
      milliseconds,
      fitted: law.factor * size ** law.exponent,
    })),
  );
  return drawn((plot, size) => ({
    ...size,
    marginLeft: 60,
    marginRight: 130,
    grid: true,
    x: { label: "times the smallest size →", type: "log", base: 2 },
    y: { label: "↑ milliseconds a generation run", type: "log" },
    marks: [
      plot.lineY(points, { x: "times", y: "fitted", stroke: "what", strokeOpacity: 0.6 }),
      plot.dot(points, { x: "times", y: "milliseconds", fill: "what", r: 3 }),
      plot.text(
        points,
        plot.selectLast({ x: "times", y: "fitted", z: "what", text: "what", textAnchor: "start", dx: 6 }),
      ),
    ],
  }));
}
