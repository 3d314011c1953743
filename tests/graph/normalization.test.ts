import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, addRmsNorm, batchNorm, input, layerNorm, rmsNorm, type Tensor } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { map, mapRows, sumOver, zip, type Ndarray } from "./ndarray.js";
import { checkOperation, positive, real, runOnce, type OperationCase } from "./operation-case.js";

const mean = (row: Float64Array): number => row.reduce((a, b) => a + b, 0) / row.length;
const width = fc.integer({ min: 2, max: 6 });

describe("over the last axis", () => {
  test.each([1e-6, 0.1])("rmsNorm with ε %d", (epsilon) =>
    checkOperation({
      inputs: [real("rows", "tokens", "width"), real("width")],
      sizes: { width },
      build: ([x, weight]) => rmsNorm(x!, weight!, epsilon),
      reference: ([x, weight]) => {
        const n = mapRows(x!, (row) => row.map((v) => v / Math.sqrt(mean(row.map((u) => u * u)) + epsilon)));
        return zip((a, w) => a * w, n, weight!);
      },
    }),
  );

  test("layerNorm", () => {
    const epsilon = 0.01;
    return checkOperation({
      inputs: [real("rows", "tokens", "width"), real("width"), real("width")],
      sizes: { width },
      build: ([x, weight, bias]) => layerNorm(x!, weight!, bias!, epsilon),
      reference: ([x, weight, bias]) => {
        const n = mapRows(x!, (row) => {
          const centred = row.map((v) => v - mean(row));
          return centred.map((v) => v / Math.sqrt(mean(centred.map((u) => u * u)) + epsilon));
        });
        return zip((a, w, b) => a * w + b, n, weight!, bias!);
      },
    });
  });
});

describe("batchNorm", () => {
  const shape = ["groups", "width"] as const;
  const inputs = [real("batch", ...shape), real(...shape), real(...shape), real(...shape), positive(...shape)];
  const sizes = { batch: fc.integer({ min: 3, max: 6 }) };
  const tensors = ([, weight, bias, average, variance]: readonly Tensor[]) => ({
    weight: weight!,
    bias: bias!,
    mean: average!,
    variance: variance!,
  });
  const normalised = (x: Ndarray, average: Ndarray, variance: Ndarray, weight: Ndarray, bias: Ndarray): Ndarray =>
    zip((v, m, s, w, b) => ((v - m) / Math.sqrt(s + 1e-5)) * w + b, x, average, variance, weight, bias);

  test("at inference uses the running statistics", () =>
    checkOperation({
      inputs,
      sizes,
      build: (all) => batchNorm(all[0]!, tensors(all), false).y,
      reference: ([x, weight, bias, average, variance]) => normalised(x!, average!, variance!, weight!, bias!),
    }));

  test("in training uses those of the batch, and the gradient goes through them", async () => {
    const statistics = (x: Ndarray): [Ndarray, Ndarray] => {
      const average = map(sumOver(x, [0]), (v) => v / x.shape[0]!);
      const squares = map(
        zip((v, m) => v - m, x, average),
        (v) => v * v,
      );
      return [average, map(sumOver(squares, [0]), (v) => v / x.shape[0]!)];
    };
    const c: OperationCase = {
      inputs: inputs.slice(0, 3),
      sizes,
      build: ([x, weight, bias]) => {
        const unused = input("unused", x!.shape.slice(1));
        return batchNorm(x!, { weight: weight!, bias: bias!, mean: unused, variance: unused }, true).y;
      },
      reference: ([x, weight, bias]) => normalised(x!, ...statistics(x!), weight!, bias!),
    };
    await checkOperation(c);
  });

  test.each([1, 2, 5])("gives the mean and the unbiased variance of a batch of %i", async (batch) => {
    const [x, parameter] = [input("x", ["batch", 2]), input("unused", [2])];
    const { statistics } = batchNorm(
      x,
      { weight: parameter, bias: parameter, mean: parameter, variance: parameter },
      true,
    );
    const values = f32(
      [batch, 2],
      Array.from({ length: batch * 2 }, (_, i) => i * i),
    );
    const results = await runOnce({ mean: statistics!.mean, variance: statistics!.variance }, { x: values });
    const column = (j: number): number[] => Array.from({ length: batch }, (_, i) => values.data[2 * i + j]!);
    const average = (v: number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
    const variance = (v: number[]): number =>
      v.reduce((s, u) => s + (u - average(v)) ** 2, 0) / Math.max(1, v.length - 1);
    expect(results["mean"]).toBeAllclose(
      f32(
        [2],
        [0, 1].map((j) => average(column(j))),
      ),
      { rtol: 1e-5 },
    );
    expect(results["variance"]).toBeAllclose(
      f32(
        [2],
        [0, 1].map((j) => variance(column(j))),
      ),
      { rtol: 1e-5 },
    );
  });
});

test("addRmsNorm gives the sum and its norm", async () => {
  const [x, delta, weight] = [input("x", ["rows", 4]), input("delta", ["rows", 4]), input("weight", [4])];
  const { sum, normed } = addRmsNorm(x, delta, weight, 1e-5);
  const program = await compile({ sum, normed, reference: rmsNorm(add(x, delta), weight, 1e-5) });
  const results = await program.run({
    x: f32([2, 4], [1, 2, 3, 4, -5, 6, 7, 8]),
    delta: f32([2, 4], [0.5, 0, -1, 2, 3, 3, 3, 3]),
    weight: f32([4], [1, 2, 3, 4]),
  });
  expect(results["sum"]!.data).toEqual(Float32Array.of(1.5, 2, 2, 6, -2, 9, 10, 11));
  expect(results["normed"]).toBeAllclose(results["reference"], { atol: 1e-6 });
  await program.dispose();
});
