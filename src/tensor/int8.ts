/** @file Matrices of 8 bits with a scale for each row, symmetric: element = scale · code (the weights of W8A8). */

import { f32, tensor, type HostTensor } from "./host-tensor.js";

export interface Int8Matrix {
  /** i8 [rows, columns] */
  readonly codes: HostTensor<"i8">;
  /** f32 [rows] */
  readonly scales: HostTensor<"f32">;
}

/** Rounds f32 [rows, columns]: the scale of a row is max|x| / 127. */
export function packInt8({ shape, data }: HostTensor<"f32">): Int8Matrix {
  const [rows, columns] = shape as [number, number];
  const codes = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let row = 0, at = 0; row < rows; row++, at += columns) {
    let most = 0;
    for (let i = at; i < at + columns; i++) {
      const size = Math.abs(data[i]!);
      if (size > most) most = size;
    }
    scales[row] = most / 127;
    const inverse = most === 0 ? 0 : 127 / most;
    // `| 0` cuts the fraction off: of a positive number that is its floor.
    for (let i = at; i < at + columns; i++) codes[i] = ((data[i]! * inverse + 128.5) | 0) - 128;
  }
  return { codes: tensor("i8", shape, codes), scales: f32([rows], scales) };
}
