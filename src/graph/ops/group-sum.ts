/** @file The gradient of what a group's rows share. */

import { define } from "../tensor.js";

/** Σ over all but the last axis, group by group: x [rows, ..., n], groups as of `like` [groups, n] → [groups, n]. */
export const groupSum = define<undefined>({
  name: "groupSum",
  infer: ([, like]) => [{ shape: like!.shape, dtype: "f32" }],
  emit: (onnx, [x, like]) => {
    const shape = onnx.op("Concat", [onnx.sizes(like!, 0, 1), onnx.ints([-1]), onnx.sizes(like!, 1)], { axis: 0 });
    return [onnx.op("ReduceSum", [onnx.op("Reshape", [x!, shape]), onnx.ints([1])], { keepdims: 0 })];
  },
});
