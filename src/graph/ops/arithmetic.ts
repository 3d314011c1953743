/** @file Arithmetic and its inverse, reduction. Shapes broadcast as in NumPy; gradients are summed back to the input's shape. */

import { ShapeError } from "../../errors.js";
import { axisOf, broadcast, broadcastShapes, oneDtype, sameShape } from "../dims.js";
import { show, type Dim, type Shape } from "../shape.js";
import { define, fail, noGradient, scalar, type Operation, type Tensor } from "../tensor.js";

type Gradient = (a: Tensor, b: Tensor, dy: Tensor, y: Tensor) => [() => Tensor, () => Tensor];

function binary(name: string, type: string, gradient: Gradient): (a: Tensor, b: Tensor | number) => Tensor {
  const operation = define<undefined>({
    name,
    infer: ([a, b]) => {
      oneDtype(name, [a!, b!]);
      return [{ shape: broadcast(name, a!, b!), dtype: a!.dtype }];
    },
    emit: (onnx, inputs) => [onnx.op(type, inputs)],
    gradient: ({ inputs: [a, b], outputs: [y], dy, needs }) => {
      const [da, db] = gradient(a!, b!, dy, y!);
      return [needs(0) ? sumTo(da(), a!.shape) : undefined, needs(1) ? sumTo(db(), b!.shape) : undefined];
    },
  });
  return (a, b) => operation([a, typeof b === "number" ? scalar(b) : b], undefined);
}

export const add = binary("add", "Add", (_a, _b, dy) => [() => dy, () => dy]);
export const sub = binary("sub", "Sub", (_a, _b, dy) => [() => dy, () => neg(dy)]);
export const mul = binary("mul", "Mul", (a, b, dy) => [() => mul(dy, b), () => mul(dy, a)]);
// d(a/b)/db = −a/b² = −y/b
export const div = binary("div", "Div", (_a, b, dy, y) => [() => div(dy, b), () => neg(mul(dy, div(y, b)))]);

/** A function of one tensor; `derivative` gives dx from the input, the output and dy. */
export function unary(
  name: string,
  emit: Operation["emit"],
  derivative: (x: Tensor, y: Tensor, dy: Tensor) => Tensor,
): (x: Tensor) => Tensor {
  const operation = define<undefined>({
    name,
    infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
    emit,
    gradient: ({ inputs: [x], outputs: [y], dy }) => [derivative(x!, y!, dy)],
  });
  return (x) => operation([x], undefined);
}

export const onnxOp =
  (type: string): Operation["emit"] =>
  (onnx, inputs) => [onnx.op(type, inputs)];

export const neg = unary("neg", onnxOp("Neg"), (_x, _y, dy) => neg(dy));
export const exp = unary("exp", onnxOp("Exp"), (_x, y, dy) => mul(dy, y));
export const log = unary("log", onnxOp("Log"), (x, _y, dy) => div(dy, x));
export const sqrt = unary("sqrt", onnxOp("Sqrt"), (_x, y, dy) => div(dy, mul(y, 2)));
export const tanh = unary("tanh", onnxOp("Tanh"), (_x, y, dy) => mul(dy, sub(scalar(1), mul(y, y))));
export const sigmoid = unary("sigmoid", onnxOp("Sigmoid"), (_x, y, dy) => mul(dy, mul(y, sub(scalar(1), y))));
/** `a` where `condition` (bool) holds, else `b`; all three broadcast. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return whereOperation([condition, a, b], undefined);
}

const whereOperation = define<undefined>({
  name: "where",
  infer: ([condition, a, b]) => {
    if (condition!.dtype !== "bool") fail("where", [condition!], `the condition must be bool, got ${condition!.dtype}`);
    oneDtype("where", [a!, b!]);
    const pair = { ...a!, shape: broadcast("where", a!, b!) };
    return [{ shape: broadcast("where", condition!, pair), dtype: a!.dtype }];
  },
  emit: (onnx, inputs) => [onnx.op("Where", inputs)],
  gradient: ({ inputs: [condition, a, b], dy, needs }) => [
    undefined,
    needs(1) ? sumTo(where(condition!, dy, scalar(0)), a!.shape) : undefined,
    needs(2) ? sumTo(where(condition!, scalar(0), dy), b!.shape) : undefined,
  ],
});

// Reduction and expansion ------------------------------------------------------------------------

interface Axes {
  /** Non-negative, ascending. */
  axes: readonly number[];
  keep: boolean;
}

const reduced = (shape: Shape, { axes, keep }: Axes): Dim[] =>
  shape.flatMap((d, i) => (axes.includes(i) ? (keep ? [1] : []) : [d]));

const reduceSum = define<Axes>({
  name: "sum",
  infer: ([x], attributes) => [{ shape: reduced(x!.shape, attributes), dtype: x!.dtype }],
  emit: (onnx, [x], { axes, keep }) => [onnx.op("ReduceSum", [x!, onnx.ints(axes)], { keepdims: Number(keep) })],
  gradient: ({ inputs: [x], dy, attributes }) => [spread(dy, x!, attributes)],
});

const reduceMean = define<Axes>({
  name: "mean",
  infer: ([x], attributes) => [{ shape: reduced(x!.shape, attributes), dtype: x!.dtype }],
  emit: (onnx, [x], { axes, keep }) => [onnx.op("ReduceMean", [x!, onnx.ints(axes)], { keepdims: Number(keep) })],
  gradient: ({ inputs: [x], outputs: [y], dy, attributes }) => [spread(mul(dy, ratio(y!, x!)), x!, attributes)],
});

/** Elements of `y` over elements of `x`, a scalar: the divisor of a mean over named dims is known only at run time. */
const ratio = (y: Tensor, x: Tensor): Tensor => ratioOperation([y, x], undefined);

const ratioOperation = define<undefined>({
  name: "ratio",
  infer: () => [{ shape: [], dtype: "f32" }],
  emit: (onnx, names) => {
    const [few, many] = names.map((n) => onnx.op("Cast", [onnx.op("Size", [n])], { to: 1 }));
    return [onnx.op("Div", [few!, many!])];
  },
  gradient: noGradient,
});

/** Gives the gradient of a reduced tensor back to every element that was reduced. */
function spread(dy: Tensor, x: Tensor, { axes, keep }: Axes): Tensor {
  return expandLike(keep ? dy : unsqueeze(dy, axes), x);
}

/** Sum over `axes` (all by default). */
export function sum(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return axes.length === 0 ? x : reduceSum([x], { axes: sorted("sum", x, axes), keep });
}

/** Mean over `axes` (all by default). */
export function mean(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return axes.length === 0 ? x : reduceMean([x], { axes: sorted("mean", x, axes), keep });
}

const sorted = (operation: string, x: Tensor, axes: readonly number[]): number[] =>
  axes.map((a) => axisOf(operation, x, a)).sort((a, b) => a - b);

/** Undoes a broadcast: sums `x` over what `shape` does not have. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes(shape, x.shape) ?? [], x.shape))
    throw new ShapeError(`sumTo(${show(x.shape)}): no broadcast of ${show(shape)}`);
  const extra = x.shape.length - shape.length;
  const leading = x.shape.slice(0, extra).map((_, i) => i);
  const ones = shape.flatMap((d, i) => (d === 1 && x.shape[i + extra] !== 1 ? [i + extra] : []));
  const kept = ones.length > 0 ? sum(x, ones, true) : x;
  return sum(kept, leading);
}

/** `x` broadcast to the shape of `like`, of which only the shape is used. */
export const expandLike = (x: Tensor, like: Tensor): Tensor =>
  sameShape(x.shape, like.shape) ? x : expandOperation([x, like], undefined);

const expandOperation = define<undefined>({
  name: "expandLike",
  infer: ([x, like]) => {
    const fits =
      x!.shape.length <= like!.shape.length &&
      x!.shape.every((d, i) => d === 1 || d === like!.shape[i + like!.shape.length - x!.shape.length]);
    if (!fits) fail("expandLike", [x!, like!], "does not broadcast to the second shape");
    return [{ shape: like!.shape, dtype: x!.dtype }];
  },
  emit: (onnx, [x, like]) => [onnx.op("Expand", [x!, onnx.sizes(like!)])],
  gradient: ({ inputs: [x], dy }) => [sumTo(dy, x!.shape), undefined],
});

/** New axes of size 1 at `axes` (ascending positions in the result). */
export const unsqueeze = (x: Tensor, axes: readonly number[]): Tensor =>
  axes.length === 0 ? x : unsqueezeOperation([x], axes);

const unsqueezeOperation = define<readonly number[]>({
  name: "unsqueeze",
  infer: ([x], axes) => {
    const shape: Dim[] = [...x!.shape];
    axes.forEach((a, i) => {
      if (a < 0 || a > shape.length || a <= (axes[i - 1] ?? -1))
        fail("unsqueeze", [x!], `no new axes at ${show(axes)}`);
      shape.splice(a, 0, 1);
    });
    return [{ shape, dtype: x!.dtype }];
  },
  emit: (onnx, [x], axes) => [onnx.op("Unsqueeze", [x!, onnx.ints(axes)])],
  gradient: ({ inputs: [x], dy, attributes: axes }) => [squeeze(dy, axes, x)],
});

/** Drops the axes of size 1 at `axes`. */
export function squeeze(x: Tensor, axes: readonly number[], like?: Tensor): Tensor {
  for (const a of axes) if (x.shape[a] !== 1) fail("squeeze", [x], `axis ${a} is not of size 1`);
  const y = squeezeOperation([x], axes);
  if (like && !sameShape(y.shape, like.shape)) fail("squeeze", [x, like], "does not give the second shape");
  return y;
}

const squeezeOperation = define<readonly number[]>({
  name: "squeeze",
  infer: ([x], axes) => [{ shape: x!.shape.filter((_, i) => !axes.includes(i)), dtype: x!.dtype }],
  emit: (onnx, [x], axes) => [onnx.op("Squeeze", [x!, onnx.ints(axes)])],
  gradient: ({ dy, attributes: axes }) => [unsqueeze(dy, axes)],
});
