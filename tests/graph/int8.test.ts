import fc from "fast-check";
import { expect, test } from "vitest";
import { input, int8Linear } from "../../src/graph/index.js";
import { ShapeError } from "../../src/errors.js";
import { compile } from "../../src/runtime/node.js";
import { f32, transposed, type HostTensor } from "../../src/tensor/host-tensor.js";
import { packInt8 } from "../../src/tensor/int8.js";
import { Random } from "../../src/tensor/random.js";

async function product(x: HostTensor<"f32">, weight: HostTensor<"f32">): Promise<Float32Array> {
  const { codes, scales } = packInt8(weight);
  const [out, width] = weight.shape as [number, number];
  const y = int8Linear(input("x", ["rows", width]), {
    codes: input("codes", [width, out], "i8"),
    scales: input("scales", [out]),
  });
  const program = await compile({ y }, { weights: { codes: transposed(codes), scales } });
  const results = await program.run({ x });
  await program.dispose();
  return results["y"]!.data as Float32Array;
}

/** Of a matrix [rows, columns]. */
const row = ({ shape, data }: HostTensor<"f32">, i: number): Float32Array =>
  data.slice(i * shape[1]!, (i + 1) * shape[1]!);
const most = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
const sum = (values: Float32Array): number => values.reduce((a, b) => a + Math.abs(b), 0);

test("the product is as far from the exact one as rounding both sides to half a step takes it", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        rows: fc.integer({ min: 1, max: 9 }),
        width: fc.integer({ min: 1, max: 70 }),
        out: fc.integer({ min: 1, max: 40 }),
        seed: fc.integer(),
      }),
      async ({ rows, width, out, seed }) => {
        const random = new Random(seed);
        const normal = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal());
        // Rows of very different sizes: each is rounded for itself.
        const x = f32(
          [rows, width],
          normal(rows * width).map((v, i) => v * 10 ** (Math.floor(i / width) % 5)),
        );
        const weight = f32([out, width], normal(out * width));
        const y = await product(x, weight);
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < out; j++) {
            const [a, w] = [row(x, i), row(weight, j)];
            const exact = a.reduce((total, v, k) => total + v * w[k]!, 0);
            const [stepA, stepW] = [most(a) / 127, most(w) / 127];
            const bound = (stepA / 2) * sum(w) + (stepW / 2) * sum(a) + (width * stepA * stepW) / 4;
            expect(Math.abs(y[i * out + j]! - exact)).toBeLessThanOrEqual(bound * 1.001 + 1e-6);
          }
      },
    ),
    { numRuns: 40 },
  ));

test("whole numbers of 8 bits are multiplied exactly, the largest among them", async () => {
  const random = new Random("whole");
  const whole = (n: number): number[] => Array.from({ length: n }, () => random.below(255) - 127);
  // 127 · 127 · 64 is beyond what sums of 16 bits would hold.
  const x = f32([3, 64], [...new Array<number>(64).fill(127), ...new Array<number>(64).fill(-127), 127, ...whole(63)]);
  const weight = f32(
    [4, 64],
    [...new Array<number>(64).fill(127), ...new Array<number>(64).fill(-127), 127, ...whole(63), -127, ...whole(63)],
  );
  const exact = [0, 1, 2].flatMap((i) =>
    [0, 1, 2, 3].map((j) => row(x, i).reduce((total, v, k) => total + v * row(weight, j)[k]!, 0)),
  );
  expect(await product(x, weight)).toBeAllclose(Float32Array.from(exact), { atol: 0.5 });
});

test("a row has the same numbers alone and among others, and one of zeros gives zeros", async () => {
  const random = new Random("rows");
  const normal = (...shape: number[]): HostTensor<"f32"> =>
    f32(
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    );
  const [x, weight] = [normal(5, 48), normal(7, 48)];
  x.data.fill(0, 48, 96);
  x.data.subarray(96, 144).forEach((v, i) => (x.data[96 + i] = v * 1000));
  const together = f32([5, 7], await product(x, weight));
  for (let i = 0; i < 5; i++)
    expect(await product(f32([1, 48], row(x, i)), weight)).toBeAllclose(row(together, i), { atol: 0 });
  expect(row(together, 1)).toBeAllclose(new Float32Array(7), { atol: 0 });
});

test("weights that do not fit are refused where the graph is built", () => {
  const parts = { codes: input("codes", [8, 4], "i8"), scales: input("scales", [4]) };
  expect(int8Linear(input("x", ["rows", "tokens", 8]), parts).shape).toEqual(["rows", "tokens", 4]);
  for (const wrong of [
    () => int8Linear(input("x", ["rows", 9]), parts),
    () => int8Linear(input("x", ["rows", 8]), { ...parts, scales: input("scales", [8]) }),
    () => int8Linear(input("x", ["rows", 8]), { ...parts, codes: input("codes", [8, 4], "u8") }),
  ])
    expect(wrong).toThrow(ShapeError);
});
