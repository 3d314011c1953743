import fc from "fast-check";
import { expect, test } from "vitest";
import { f32, transposed } from "../../src/tensor/host-tensor.js";
import { packInt8 } from "../../src/tensor/int8.js";

const value = fc.float({ min: -8, max: 8, noNaN: true });

test("every row is within half a step of its own scale", () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 36, maxLength: 36 }), (values) => {
      const { codes, scales } = packInt8(f32([3, 12], values));
      values.map(Math.fround).forEach((v, i) => {
        const scale = scales.data[Math.floor(i / 12)]!;
        expect(Math.abs(codes.data[i]! * scale - v)).toBeLessThanOrEqual(scale * 0.501 + 2e-45);
        expect(Math.abs(codes.data[i]!)).toBeLessThanOrEqual(127);
      });
    }),
    { examples: [[[1e-45, ...new Array<number>(35).fill(0)]], [new Array<number>(36).fill(-8)]] },
  );
});

test("a matrix is turned round, whatever its sides", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), (rows, columns) => {
      const matrix = f32(
        [rows, columns],
        Float32Array.from({ length: rows * columns }, (_, i) => i),
      );
      const { shape, data } = transposed(matrix);
      expect(shape).toEqual([columns, rows]);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++)
          if (data[j * rows + i] !== i * columns + j) throw new Error(`element ${i}, ${j}`);
      expect(transposed(transposed(matrix))).toEqual(matrix);
    }),
    { numRuns: 30 },
  );
});
