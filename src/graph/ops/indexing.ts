/** @file Reading rows by index, and the scatter that is the gradient of it. */

import { sameShape } from "../dims.js";
import type { Emitter } from "../emitter.js";
import { define, fail, noGradient, type Tensor } from "../tensor.js";

/** Rows of a table: table [rows, width], ids i64 [...] → [..., width]. Ids must be in [0, rows). */
export const embedding = (table: Tensor, ids: Tensor): Tensor => embeddingOperation([table, ids], undefined);

const embeddingOperation = define<undefined>({
  name: "embedding",
  infer: ([table, ids]) => {
    if (table!.shape.length !== 2 || ids!.dtype !== "i64")
      fail("embedding", [table!, ids!], "needs a table [rows, width] and i64 ids");
    return [{ shape: [...ids!.shape, table!.shape[1]!], dtype: table!.dtype }];
  },
  emit: (onnx, [table, ids]) => [onnx.op("Gather", [table!, ids!], { axis: 0 })],
  gradient: ({ inputs: [table, ids], dy }) => [scatterEmbedding([dy, ids!, table!], undefined), undefined],
});

/** dy [..., width] added up at its ids → the shape of the table. */
const scatterEmbedding = define<undefined>({
  name: "scatterEmbedding",
  infer: ([, , table]) => [{ shape: table!.shape, dtype: "f32" }],
  emit: (onnx, [dy, ids, table]) => {
    const column = onnx.op("Reshape", [ids!, onnx.ints([-1, 1])]);
    return [scatterAdd(onnx, onnx.sizes(table!), column, onnx.flat(dy!), 0)];
  },
});

/** x [rows, tokens, width] at positions at [rows, count] (i64) → [rows, count, width]. */
export const gatherPositions = (x: Tensor, at: Tensor): Tensor => gatherOperation([x, at], undefined);

const gatherOperation = define<undefined>({
  name: "gatherPositions",
  infer: ([x, at]) => {
    if (x!.shape.length !== 3 || at!.shape.length !== 2 || at!.dtype !== "i64" || x!.shape[0] !== at!.shape[0])
      fail("gatherPositions", [x!, at!], "needs x [rows, tokens, width] and i64 positions [rows, count]");
    return [{ shape: [x!.shape[0]!, at!.shape[1]!, x!.shape[2]!], dtype: x!.dtype }];
  },
  emit: (onnx, [x, at]) => [onnx.op("GatherND", [x!, onnx.op("Unsqueeze", [at!, onnx.ints([2])])], { batch_dims: 1 })],
  gradient: ({ inputs: [x, at], dy }) => [scatterPositions([dy, at!, x!], undefined), undefined],
});

/**
 * x [..., width] put elsewhere: `to` i64 [m, n] names the place in x that each of the result is of → [m, n, width], and `back`,
 * of the leading shape of x, the place where each of x is then; the place behind the last stands for zeros, on either side. So the
 * gradient is reading the other way, and nothing is added up. `to` and `back` must agree.
 */
export const rearrange = (x: Tensor, to: Tensor, back: Tensor): Tensor => rearrangeOperation([x, to, back], undefined);

const rearrangeOperation = define<undefined>({
  name: "rearrange",
  infer: ([x, to, back]) => {
    if (to!.dtype !== "i64" || back!.dtype !== "i64" || !sameShape(back!.shape, x!.shape.slice(0, -1)))
      fail("rearrange", [x!, to!, back!], "needs x [.., width], i64 places, and those of x [..] then");
    return [{ shape: [...to!.shape, x!.shape.at(-1)!], dtype: x!.dtype }];
  },
  emit: (onnx, [x, to]) => {
    const shape = onnx.op("Concat", [onnx.ints([1]), onnx.sizes(x!, -1)], { axis: 0 });
    const rows = onnx.op("Concat", [onnx.flat(x!), onnx.filled(0, shape)], { axis: 0 });
    return [onnx.op("Gather", [rows, to!], { axis: 0 })];
  },
  gradient: ({ inputs: [, to, back], dy }) => [rearrange(dy, back!, to!)],
});

/** ids i64 [rows, tokens] at places i64 [rows, count] → i64 [rows, count]. */
export const gatherIds = (ids: Tensor, at: Tensor): Tensor => gatherIdsOperation([ids, at], undefined);

const gatherIdsOperation = define<undefined>({
  name: "gatherIds",
  gradient: noGradient,
  infer: ([ids, at]) => {
    if ([ids!, at!].some((x) => x.shape.length !== 2 || x.dtype !== "i64" || x.shape[0] !== ids!.shape[0]))
      fail("gatherIds", [ids!, at!], "needs i64 ids [rows, tokens] and places [rows, count]");
    return [{ shape: at!.shape, dtype: "i64" }];
  },
  emit: (onnx, inputs) => [onnx.op("GatherElements", inputs, { axis: 1 })],
});

const scatterPositions = define<undefined>({
  name: "scatterPositions",
  infer: ([, , x]) => [{ shape: x!.shape, dtype: "f32" }],
  emit: (onnx, [dy, at, x]) => [scatterAdd(onnx, onnx.sizes(x!), onnx.op("Unsqueeze", [at!, onnx.ints([2])]), dy!, 1)],
});

/**
 * Zeros of `shape` with `updates` added at `index` on `axis`; `index` broadcasts to the updates.
 * ScatterElements adds one by one in order, so that equal indices give the same sum in every run; ScatterND does not promise it.
 */
function scatterAdd(onnx: Emitter, shape: string, index: string, updates: string, axis: number): string {
  const indices = onnx.op("Expand", [index, onnx.sizes(updates)]);
  return onnx.op("ScatterElements", [onnx.filled(0, shape), indices, updates], { axis, reduction: "add" });
}

/** Where `x` (i64) is below `bound` (i64, scalar): bool of its shape. */
export const less = define<undefined>({
  name: "less",
  infer: ([x]) => [{ shape: x!.shape, dtype: "bool" }],
  emit: (onnx, inputs) => [onnx.op("Less", inputs)],
});

/** x − offset, held within [0, size): i64 indices into a second table. */
export const shiftIds = define<{ offset: number; size: number }>({
  name: "shiftIds",
  infer: ([x]) => [{ shape: x!.shape, dtype: "i64" }],
  emit: (onnx, [x], { offset, size }) => {
    const shifted = offset === 0 ? x! : onnx.op("Sub", [x!, onnx.int(offset)]);
    return [onnx.op("Clip", [shifted, onnx.int(0), onnx.int(size - 1)])];
  },
});

/** 0 .. tokens − 1 for x [rows, tokens, ..]: i64 [1, tokens]. */
export const tokenPositions = (x: Tensor): Tensor => positionsOperation([x], undefined);

const positionsOperation = define<undefined>({
  name: "tokenPositions",
  gradient: noGradient,
  infer: ([x]) => [{ shape: [1, x!.shape[1]!], dtype: "i64" }],
  emit: (onnx, [x]) => {
    const range = onnx.op("Range", [onnx.int(0), onnx.op("Squeeze", [onnx.sizes(x!, 1, 2)]), onnx.int(1)]);
    return [onnx.op("Unsqueeze", [range, onnx.ints([0])])];
  },
});
