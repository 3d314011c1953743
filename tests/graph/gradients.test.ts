import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.js";
import {
  cachedAttention,
  constant,
  crossEntropy,
  emit,
  gradients,
  input,
  layerNorm,
  linear,
  mul,
  relu,
  rmsNorm,
  rotate,
  silu,
  sum,
  topKMask,
  type Tensor,
} from "../../src/graph/index.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { runOnce } from "./operation-case.js";

/** How many nodes of each operator the graph of these tensors has. */
const operatorsOf = (outputs: readonly Tensor[]) =>
  emit(Object.fromEntries(outputs.map((t, i) => [`${i}`, t]))).operators;

describe("gradients", () => {
  /** Four linear layers with an activation in between. */
  const layers = [0, 1, 2, 3].map((i) => input(`weight ${i}`, [5, 5]));
  const x = input("x", ["rows", 5]);
  const y = layers.reduce((h, weight) => silu(linear(h, weight)), x);
  const loss = crossEntropy(y, input("targets", ["rows"], "i64"), input("weights", ["rows"]));

  test("compute nothing that no asked gradient needs", () => {
    // A linear layer is a Gemm, so is the gradient of its weight; that of its input is a MatMul.
    const products = (wrt: readonly Tensor[]) => {
      const { Gemm, MatMul = 0 } = operatorsOf([loss, ...gradients(loss, wrt)]);
      return { Gemm, MatMul };
    };
    expect(products(layers)).toEqual({ Gemm: 4 + 4, MatMul: 3 });
    expect(products(layers.slice(2))).toEqual({ Gemm: 4 + 2, MatMul: 1 });
    expect(products([layers[3]!])).toEqual({ Gemm: 4 + 1, MatMul: 0 });
    expect(products([layers[0]!])).toEqual({ Gemm: 4 + 1, MatMul: 3 });
    expect(products([x])).toEqual({ Gemm: 4, MatMul: 4 });
  });

  test("of an input used in two places is the sum", async () => {
    const a = input("a", [2]);
    const [g] = gradients(sum(mul(mul(a, a), a)), [a]);
    expect((await runOnce({ g: g! }, { a: f32([2], [2, -3]) }))["g"]).toBeAllclose(f32([2], [12, 27]));
  });

  test("of what lies between is its own", async () => {
    const a = input("a", [2]);
    const square = mul(a, a);
    const [g] = gradients(sum(mul(square, 3)), [square]);
    expect((await runOnce({ g: g! }, { a: f32([2], [1, 2]) }))["g"]).toBeAllclose(f32([2], [3, 3]));
  });

  test("of a gradient is the second derivative", async () => {
    const a = input("a", [3]);
    const [first] = gradients(sum(silu(relu(a))), [a]);
    const [second] = gradients(sum(first!), [a]);
    const at = [0.3, 1.2, -0.5];
    // σ' · (2 + x · (1 − 2σ)) for x > 0
    const expected = at.map((v) => {
      const s = 1 / (1 + Math.exp(-v));
      return v > 0 ? s * (1 - s) * (2 + v * (1 - 2 * s)) : 0;
    });
    expect((await runOnce({ g: second! }, { a: f32([3], at) }))["g"]).toBeAllclose(f32([3], expected), { atol: 1e-5 });
  });
});

describe("what has no gradient is an error", () => {
  const weight = input("weight", [4]);

  test("an operation without one, by name", () => {
    const cache = {
      key: input("key", [1, 1, "past", 4]),
      value: input("value", [1, 1, "past", 4]),
      lengths: input("lengths", [1], "i32"),
      total: input("total", [], "i32"),
    };
    const q = input("q", [1, 1, 4]);
    const { y } = cachedAttention(q, q, q, cache, { heads: 1, keyValueHeads: 1, scale: 1 });
    expect(() => gradients(sum(y), [q])).toThrow(new ShapeError("cachedAttention has no gradient"));
  });

  test("a tensor that the loss does not depend on, by name", () => {
    expect(() => gradients(sum(weight), [input("other", [3])])).toThrow(
      new ShapeError("the loss does not depend on other [3]"),
    );
    // Flat operations end the way.
    expect(() => gradients(sum(topKMask(weight, 1)), [weight])).toThrow(
      new ShapeError("the loss does not depend on weight [4]"),
    );
  });

  test("a second derivative through a norm's statistics", () => {
    const x = input("x", [2, 4]);
    for (const y of [rmsNorm(x, weight, 1e-6), layerNorm(x, weight, weight, 1e-6)]) {
      const [g] = gradients(sum(mul(y, y)), [x]);
      expect(() => gradients(sum(mul(g!, g!)), [x])).toThrow(/only the first output of (rms|layer)Norm has a gradient/);
    }
  });

  test("rotary tables", () => {
    const cos = input("cos", [8, 2]);
    const positions = constant({ dtype: "i64", shape: [1], data: BigInt64Array.of(0n) });
    const y = rotate(input("x", [1, 3, 4]), positions, { heads: 1, cos, sin: cos });
    expect(() => gradients(sum(y), [cos])).toThrow("rotate([1, 3, 4], [8, 2], [8, 2]): the tables have no gradient");
  });
});
