/** @file A prefix of vectors in front of every row, given once for each group of rows. */

import { fixed } from "../dims.js";
import { define, fail, type Tensor } from "../tensor.js";
import { groupSum } from "./group-sum.js";

/** Each group's vector for all of its rows (which stand together): x [groups, n] → [rows of `like`, n]. */
export const overGroups = (x: Tensor, like: Tensor): Tensor => overGroupsOperation([x, like], undefined);

const overGroupsOperation = define<undefined>({
  name: "overGroups",
  infer: ([x, like]) => {
    if (x!.shape.length !== 2) fail("overGroups", [x!, like!], "needs x [groups, n]");
    return [{ shape: [like!.shape[0]!, x!.shape[1]!], dtype: x!.dtype }];
  },
  emit: (onnx, [x, like]) => {
    const [rows, groups, width] = [onnx.sizes(like!, 0, 1), onnx.sizes(x!, 0, 1), onnx.sizes(x!, 1)];
    const shape = onnx.op("Concat", [groups, onnx.op("Div", [rows, groups]), width], { axis: 0 });
    const y = onnx.op("Expand", [onnx.op("Unsqueeze", [x!, onnx.ints([1])]), shape]);
    return [onnx.op("Reshape", [y, onnx.op("Concat", [rows, width], { axis: 0 })])];
  },
  gradient: ({ inputs: [x], dy }) => [groupSum([dy, x!], undefined), undefined],
});

/** head [rows, n, width] in front of x [rows, tokens, width] → [rows, n + tokens, width]; n must be a number. */
export const prepend = (head: Tensor, x: Tensor): Tensor => prependOperation([head, x], undefined);

const prependOperation = define<undefined>({
  name: "prepend",
  infer: ([head, x]) => {
    const [rows, tokens, width] = x!.shape;
    const n = fixed("prepend", head!, 1);
    if (x!.shape.length !== 3 || head!.shape.length !== 3 || head!.shape[0] !== rows || head!.shape[2] !== width)
      fail("prepend", [head!, x!], "needs [rows, n, width] and [rows, tokens, width]");
    const together = typeof tokens === "number" ? n + tokens : `${n} + ${tokens}`;
    return [{ shape: [rows!, together, width!], dtype: x!.dtype }];
  },
  emit: (onnx, inputs) => [onnx.op("Concat", inputs, { axis: 1 })],
  gradient: ({ inputs: [head, x], dy, needs }) => [
    needs(0) ? part([dy, head!], { of: head!.shape[1] as number, front: true }) : undefined,
    needs(1) ? part([dy, x!], { of: head!.shape[1] as number, front: false }) : undefined,
  ],
});

/** The first `of` tokens, or those behind them, of the shape of `like`. */
const part = define<{ of: number; front: boolean }>({
  name: "part",
  infer: ([, like]) => [{ shape: like!.shape, dtype: "f32" }],
  emit: (onnx, [x], { of, front }) => {
    const [from, to] = front ? [0, of] : [of, 2 ** 31 - 1];
    return [onnx.op("Slice", [x!, onnx.ints([from]), onnx.ints([to]), onnx.ints([1])])];
  },
});
