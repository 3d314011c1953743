/** @file Tensors in host memory: a dtype, a shape and a typed array, row-major. */

import { ShapeError } from "../errors.js";

/** `f16` and `bf16` hold their bits in a `Uint16Array`; `bool` holds 0 and 1. */
export interface DTypeArrays {
  f32: Float32Array;
  f16: Uint16Array;
  bf16: Uint16Array;
  i64: BigInt64Array;
  i32: Int32Array;
  u8: Uint8Array;
  i8: Int8Array;
  bool: Uint8Array;
}

export type DType = keyof DTypeArrays;

export interface HostTensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: DTypeArrays[D];
}

/** Named tensors: weights of a model, feeds and results of a run. */
export type TensorMap = Record<string, HostTensor>;

export const bytesPerElement: Record<DType, number> = {
  f32: 4,
  f16: 2,
  bf16: 2,
  i64: 8,
  i32: 4,
  u8: 1,
  i8: 1,
  bool: 1,
};

export const elementCount = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** A tensor over `data`, which is not copied. Throws a `ShapeError` if the count of elements does not fit. */
export function tensor<D extends DType>(dtype: D, shape: readonly number[], data: DTypeArrays[D]): HostTensor<D> {
  if (elementCount(shape) !== data.length)
    throw new ShapeError(
      `a tensor of shape [${shape.join(", ")}] has ${elementCount(shape)} elements, got ${data.length}`,
    );
  return { dtype, shape, data };
}

export const f32 = (shape: readonly number[], data: ArrayLike<number>): HostTensor<"f32"> =>
  tensor("f32", shape, data instanceof Float32Array ? data : Float32Array.from(data));

/** Integers (token ids, positions, indices) as i64, the only index type that every ONNX operator takes. */
export const i64 = (shape: readonly number[], data: ArrayLike<number>): HostTensor<"i64"> => {
  const out = new BigInt64Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = BigInt(data[i]!);
  return tensor("i64", shape, out);
};

/** Rows of integers, filled up to the longest: i64 [rows, longest]. */
export function paddedRows(rows: readonly (readonly number[])[], fill = 0): HostTensor<"i64"> {
  const width = Math.max(...rows.map((row) => row.length));
  const out = new Float64Array(rows.length * width).fill(fill);
  rows.forEach((row, r) => out.set(row, r * width));
  return i64([rows.length, width], out);
}

/** Of a matrix: a copy with rows and columns exchanged. */
export function transposed<D extends "f32" | "i8">({ dtype, shape, data }: HostTensor<D>): HostTensor<D> {
  const [rows, columns] = shape as [number, number];
  const out = data.slice() as DTypeArrays[D];
  // In squares: whole columns would be written a cache line for each element.
  const side = 32;
  for (let top = 0; top < rows; top += side)
    for (let left = 0; left < columns; left += side) {
      const [bottom, right] = [Math.min(rows, top + side), Math.min(columns, left + side)];
      for (let j = left; j < right; j++) for (let i = top; i < bottom; i++) out[j * rows + i] = data[i * columns + j]!;
    }
  return tensor(dtype, [columns, rows], out);
}

/** Whether no value is infinite or NaN. */
export function allFinite(data: Float32Array): boolean {
  // 0 times such a value is NaN, and stays it in every sum: no branch and no call for each of a model's weights.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * data[i]!;
  return sum === 0;
}
