/** @file Curves of many steps, made readable. */

import type { Curve } from "./inputs.js";

/** Points that a figure has room for. */
const most = 400;

/** The running mean of the losses (a twentieth of each new one), thinned. */
export function smoothed(points: Curve["points"]): { step: number; loss: number }[] {
  let mean: number | undefined;
  const all = points.flatMap(({ step, loss }) => {
    if (loss === undefined) return [];
    mean = mean === undefined ? loss : 0.95 * mean + 0.05 * loss;
    return [{ step, loss: mean }];
  });
  const every = Math.ceil(all.length / most);
  return all.filter((_, i) => i % every === 0 || i === all.length - 1);
}
