/**
 * @file What cached attention wants to know, read off an attention mask: i64 [rows, total], 1 for each past and new token
 * of a row and 0 for padding, as Hugging Face's and ONNX Runtime's generation loops feed it.
 */

import { dataType } from "../onnx.js";
import { define, fail, noGradient, type Tensor } from "../tensor.js";

const checkMask = (operation: string, mask: Tensor): void => {
  if (mask.shape.length !== 2 || mask.dtype !== "i64") fail(operation, [mask], "needs an i64 mask [rows, total]");
};

/** Past and new tokens of each row, minus one: i32 [rows]. */
export const maskLengths = (mask: Tensor): Tensor => lengthsOperation([mask], undefined);

const lengthsOperation = define<undefined>({
  name: "maskLengths",
  gradient: noGradient,
  infer: ([mask]) => {
    checkMask("maskLengths", mask!);
    return [{ shape: [mask!.shape[0]!], dtype: "i32" }];
  },
  emit: (onnx, [mask]) => {
    const tokens = onnx.op("ReduceSum", [mask!, onnx.ints([1])], { keepdims: 0 });
    return [onnx.op("Cast", [onnx.op("Sub", [tokens, onnx.ints([1])])], { to: dataType.i32 })];
  },
});

/** Past and new tokens of the longest row: i32 []. */
export const maskTotal = (mask: Tensor): Tensor => totalOperation([mask], undefined);

const totalOperation = define<undefined>({
  name: "maskTotal",
  gradient: noGradient,
  infer: ([mask]) => {
    checkMask("maskTotal", mask!);
    return [{ shape: [], dtype: "i32" }];
  },
  emit: (onnx, [mask]) => [onnx.op("Cast", [onnx.op("Squeeze", [onnx.sizes(mask!, 1, 2)])], { to: dataType.i32 })],
});

/** Position of each new token among its row's: i64 [rows, tokens], for ids i64 [rows, tokens]; 0 for padding before them. */
export const maskPositions = (mask: Tensor, ids: Tensor): Tensor => positionsOperation([mask, ids], undefined);

const positionsOperation = define<undefined>({
  name: "maskPositions",
  gradient: noGradient,
  infer: ([mask, ids]) => {
    checkMask("maskPositions", mask!);
    if (ids!.shape.length !== 2) fail("maskPositions", [mask!, ids!], "needs ids [rows, tokens]");
    return [{ shape: ids!.shape, dtype: "i64" }];
  },
  emit: (onnx, [mask, ids]) => {
    const counted = onnx.op("Sub", [onnx.op("CumSum", [mask!, onnx.int(1)]), onnx.int(1)]);
    const positions = onnx.op("Max", [counted, onnx.int(0)]);
    const start = onnx.op("Neg", [onnx.sizes(ids!, 1, 2)]);
    return [onnx.op("Slice", [positions, start, onnx.ints([Number.MAX_SAFE_INTEGER]), onnx.ints([1])])];
  },
});
