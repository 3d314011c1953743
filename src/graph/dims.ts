/** @file Arithmetic of shapes with named dims. */

import type { Dim, Shape } from "./shape.js";
import { fail, type Tensor } from "./tensor.js";

/** The shape of an element-wise result (NumPy broadcasting; a named dim meets itself or 1). */
export function broadcast(operation: string, a: Tensor, b: Tensor): Shape {
  return broadcastShapes(a.shape, b.shape) ?? fail(operation, [a, b], "shapes do not broadcast");
}

export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const out: Dim[] = [];
  for (let i = 1; i <= Math.max(a.length, b.length); i++) {
    const x = a[a.length - i] ?? 1;
    const y = b[b.length - i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    out.unshift(x === 1 ? y : x);
  }
  return out;
}

/** Throws the operation's error unless all inputs have one dtype. */
export function oneDtype(operation: string, inputs: readonly Tensor[]): void {
  const dtypes = [...new Set(inputs.map((t) => t.dtype))];
  if (dtypes.length > 1) fail(operation, inputs, `dtypes ${dtypes.join(" and ")} differ`);
}

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** A non-negative axis, or the operation's error. */
export function axisOf(operation: string, x: Tensor, axis: number): number {
  const at = axis < 0 ? axis + x.shape.length : axis;
  if (at < 0 || at >= x.shape.length) fail(operation, [x], `no axis ${axis}`);
  return at;
}

/** The size at `axis` where it must be a number. */
export function fixed(operation: string, x: Tensor, axis: number): number {
  const dim = x.shape[axisOf(operation, x, axis)]!;
  return typeof dim === "number" ? dim : fail(operation, [x], `dim ${axis} must be a number, not "${dim}"`);
}
