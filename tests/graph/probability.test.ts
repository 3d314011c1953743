import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { constant, crossEntropy, input, isTop, softmax, tokenLoss, topKMask } from "../../src/graph/index.js";
import { f32, i64 } from "../../src/tensor/host-tensor.js";
import { at, build, mapRows, type Ndarray } from "./ndarray.js";
import { checkOperation, ids, positive, real, runOnce } from "./operation-case.js";

function logProbabilities(row: Float64Array): Float64Array {
  const total = row.reduce((sum, v) => sum + Math.exp(v), 0);
  return row.map((v) => v - Math.log(total));
}
const losses = (logits: Ndarray, targets: Ndarray): Ndarray => {
  const all = mapRows(logits, logProbabilities);
  return build(targets.shape, (index) => -at(all, [...index, at(targets, index)]));
};

describe("softmax and its kind", () => {
  test("softmax", () =>
    checkOperation({
      inputs: [real("rows", "tokens", "n")],
      build: ([x]) => softmax(x!),
      reference: ([x]) => mapRows(x!, (row) => logProbabilities(row).map(Math.exp)),
    }));

  test("they stay finite where an exponential would not", async () => {
    const x = constant(f32([1, 3], [1000, 0, -1e9]));
    const results = await runOnce({ p: softmax(x), loss: tokenLoss(x, constant(i64([1], [1]))) });
    expect(results["p"]).toBeAllclose(f32([1, 3], [1, 0, 0]));
    expect(results["loss"]).toBeAllclose(f32([1], [1000]));
  });
});

describe("losses", () => {
  test("tokenLoss is the negative log-likelihood of each target", () =>
    checkOperation({
      inputs: [real("rows", "tokens", "vocabulary"), ids("vocabulary", "rows", "tokens")],
      build: ([logits, targets]) => tokenLoss(logits!, targets!),
      reference: ([logits, targets]) => losses(logits!, targets!),
    }));

  test("crossEntropy is their weighted mean", () =>
    checkOperation({
      inputs: [real("rows", "tokens", "vocabulary"), ids("vocabulary", "rows", "tokens"), positive("rows", "tokens")],
      build: ([logits, targets, weights]) => crossEntropy(logits!, targets!, weights!),
      reference: ([logits, targets, weights]) => {
        const nll = losses(logits!, targets!).data;
        const total = weights!.data.reduce((a, b) => a + b, 0);
        return { shape: [], data: Float64Array.of(nll.reduce((sum, v, i) => sum + v * weights!.data[i]!, 0) / total) };
      },
    }));

  test("a position of weight 0 counts nothing, whatever its target", async () => {
    const logits = input("logits", ["tokens", 4]);
    const loss = crossEntropy(logits, input("targets", ["tokens"], "i64"), input("weights", ["tokens"]));
    const feeds = (target: number) => ({
      logits: f32([2, 4], [1, 2, 3, 4, 0, 9, 0, 0]),
      targets: i64([2], [2, target]),
      weights: f32([2], [0.5, 0]),
    });
    const [first, second] = [await runOnce({ loss }, feeds(0)), await runOnce({ loss }, feeds(1))];
    expect(first["loss"]).toBeAllclose(
      f32([], [-Math.log(Math.exp(-1) / (1 + Math.exp(-1) + Math.exp(-2) + Math.exp(-3)))]),
    );
    expect(second["loss"]).toBeAllclose(first["loss"], { atol: 0 });
  });
});

describe("picking", () => {
  test("topKMask marks the k largest", () =>
    checkOperation({
      inputs: [real("rows", "n")],
      fixed: ["n"],
      sizes: { n: fc.integer({ min: 2, max: 8 }) },
      differentiable: false,
      build: ([x]) => topKMask(x!, 2),
      reference: ([x]) => mapRows(x!, (row) => row.map((v) => Number(row.filter((u) => u > v).length < 2))),
    }));

  test("of equals, topKMask marks the first", async () => {
    const { y } = await runOnce({ y: topKMask(constant(f32([2, 4], [1, 2, 2, 2, 0, 0, 0, 0])), 2) });
    expect(y).toBeAllclose(f32([2, 4], [0, 1, 1, 0, 1, 1, 0, 0]));
  });

  test("isTop tells where the target is the first choice", async () => {
    const logits = constant(f32([3, 3], [0, 1, 2, 5, 1, 1, 0, 3, 1]));
    const { y } = await runOnce({ y: isTop(logits, constant(i64([3], [2, 1, 1]))) });
    expect(y).toBeAllclose(f32([3], [1, 0, 1]));
  });
});
