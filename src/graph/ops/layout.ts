/** @file Operations that move data without changing it: transpose, reshape, slice, concatenate. */

import { axisOf, fixed, oneDtype } from "../dims.js";
import { show, type Dim, type Shape } from "../shape.js";
import { apply, define, fail, type Operation, type Tensor } from "../tensor.js";

/** Axis i of the result is axis `order[i]` of `x`. */
export const transpose = (x: Tensor, order: readonly number[]): Tensor => transposeOperation([x], order);

const transposeOperation = define<readonly number[]>({
  name: "transpose",
  infer: ([x], order) => {
    if ([...order].sort((a, b) => a - b).some((a, i) => a !== i) || order.length !== x!.shape.length)
      fail("transpose", [x!], `[${order.join(", ")}] is no order of its axes`);
    return [{ shape: order.map((a) => x!.shape[a]!), dtype: x!.dtype }];
  },
  emit: (onnx, [x], order) => [onnx.op("Transpose", [x!], { perm: order })],
  gradient: ({ dy, attributes: order }) => [
    transpose(
      dy,
      order.map((_, i) => order.indexOf(i)),
    ),
  ],
});

/**
 * Reshape where named dims stay in their order: each named dim of `x` must stand in `shape` again, and
 * the product of the numbers must not change. Splitting and merging of fixed axes is what it is for.
 */
export const reshape = (x: Tensor, shape: Shape): Tensor => reshapeOperation([x], shape);

const reshapeOperation = define<Shape>({
  name: "reshape",
  infer: ([x], shape) => {
    const names = (s: Shape): string => s.filter((d) => typeof d === "string").join();
    const numbers = (s: Shape): number => s.reduce<number>((n, d) => (typeof d === "number" ? n * d : n), 1);
    if (names(x!.shape) !== names(shape) || numbers(x!.shape) !== numbers(shape))
      fail("reshape", [x!], `can't become ${show(shape)}`);
    return [{ shape, dtype: x!.dtype }];
  },
  emit: (onnx, [x], shape, node) => {
    // A named dim is copied from the input: 0 does for one in its old place, -1 for the only other one.
    const from = node.inputs[0]!.shape;
    const sizes = shape.map((d, i) => (typeof d === "number" ? d : d === from[i] ? 0 : -1));
    if (sizes.filter((size) => size === -1).length <= 1) return [onnx.op("Reshape", [x!, onnx.ints(sizes)])];
    const parts = shape.map((d) =>
      typeof d === "number" ? onnx.ints([d]) : onnx.sizes(x!, from.indexOf(d), from.indexOf(d) + 1),
    );
    return [onnx.op("Reshape", [x!, onnx.op("Concat", parts, { axis: 0 })])];
  },
  gradient: ({ inputs: [x], dy }) => [reshape(dy, x!.shape)],
});

/** Joins tensors along `axis`, whose sizes must be numbers. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 1) return tensors[0]!;
  return concatOperation(tensors, axisOf("concat", tensors[0]!, axis));
}

const concatOperation = define<number>({
  name: "concat",
  infer: (tensors, axis) => {
    const first = tensors[0]!;
    oneDtype("concat", tensors);
    for (const t of tensors)
      if (t.shape.length !== first.shape.length || t.shape.some((d, i) => i !== axis && d !== first.shape[i]))
        fail("concat", tensors, `shapes differ elsewhere than on axis ${axis}`);
    const total = tensors.reduce((n, t) => n + fixed("concat", t, axis), 0);
    return [{ shape: first.shape.map((d, i) => (i === axis ? total : d)), dtype: first.dtype }];
  },
  emit: (onnx, inputs, axis) => [onnx.op("Concat", inputs, { axis })],
  gradient: ({ inputs, dy, attributes: axis }) => {
    let start = 0;
    return inputs.map((x) => slice(dy, axis, start, (start += x.shape[axis] as number)));
  },
});

/** The parts of `axis`, one after the other, of these sizes. Without gradient: `slice` has one. */
export const split = (x: Tensor, axis: number, sizes: readonly number[]): readonly Tensor[] =>
  apply(splitOperation, [x], { axis: axisOf("split", x, axis), sizes });

/** What `parts` are split from, if they are all of its parts in their order. */
export function splitFrom(parts: readonly Tensor[]): Tensor | undefined {
  const node = parts[0]!.node;
  const all = node.operation === (splitOperation as Operation) && node.outputs.length === parts.length;
  return all && parts.every((part, i) => part === node.outputs[i]) ? node.inputs[0] : undefined;
}

const splitOperation: Operation<{ axis: number; sizes: readonly number[] }> = {
  name: "split",
  infer: ([x], { axis, sizes }) => {
    if (sizes.reduce((a, b) => a + b, 0) !== x!.shape[axis])
      fail("split", [x!], `axis ${axis} is not ${sizes.join(" + ")}`);
    return sizes.map((size) => ({ shape: x!.shape.map((d, i) => (i === axis ? size : d)), dtype: x!.dtype }));
  },
  emit: (onnx, [x], { axis, sizes }) => onnx.node("Split", [x!, onnx.ints(sizes)], { axis }, { outputs: sizes.length }),
};

/** Elements [start, end) of `axis`, whose size must be a number. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  return sliceOperation([x], { axis: axisOf("slice", x, axis), start, end });
}

const sliceOperation = define<{ axis: number; start: number; end: number }>({
  name: "slice",
  infer: ([x], { axis, start, end }) => {
    const size = fixed("slice", x!, axis);
    if (start < 0 || end > size || start >= end) fail("slice", [x!], `[${start}, ${end}) is not within axis ${axis}`);
    return [{ shape: x!.shape.map((d, i): Dim => (i === axis ? end - start : d)), dtype: x!.dtype }];
  },
  emit: (onnx, [x], { axis, start, end }) => [
    onnx.op("Slice", [x!, onnx.ints([start]), onnx.ints([end]), onnx.ints([axis])]),
  ],
  gradient: ({ inputs: [x], dy, attributes: { axis, start, end } }) => [
    pad(dy, axis, start, (x!.shape[axis] as number) - end),
  ],
});

/** Zeros before and behind `x` on one axis. */
const pad = (x: Tensor, axis: number, before: number, behind: number): Tensor =>
  before === 0 && behind === 0 ? x : padOperation([x], { axis, before, behind });

const padOperation = define<{ axis: number; before: number; behind: number }>({
  name: "pad",
  infer: ([x], { axis, before, behind }) => [
    { shape: x!.shape.map((d, i) => (i === axis ? (d as number) + before + behind : d)), dtype: x!.dtype },
  ],
  emit: (onnx, [x], { axis, before, behind }) => [
    onnx.op("Pad", [x!, onnx.ints([before, behind]), "", onnx.ints([axis])]),
  ],
  gradient: ({ inputs: [x], dy, attributes: { axis, before } }) => [
    slice(dy, axis, before, before + (x!.shape[axis] as number)),
  ],
});
