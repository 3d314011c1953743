import { describe, expect, test } from "vitest";
import { InputError, ShapeError } from "../../src/errors.js";
import {
  add,
  constant,
  crossEntropy,
  emit,
  exp,
  gradients,
  input,
  linear,
  matmul,
  mul,
  softmax,
  sum,
} from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import { cast } from "../../src/tensor/half.js";
import { f32, i64 } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { product } from "./ndarray.js";

describe("emission", () => {
  const x = input("x", ["rows", 3]);

  test("merges common subexpressions, however often they are written", () => {
    const twice = () => mul(exp(add(x, 1)), exp(add(x, 1)));
    expect(emit({ y: add(twice(), twice()) }).operators).toEqual({ Add: 2, Exp: 1, Mul: 1 });
  });

  test("makes one initializer of weights that are one array, and others of equal ones", async () => {
    const [a, b] = ["a", "b"].map((name) => input(name, [3, 3])) as [
      ReturnType<typeof input>,
      ReturnType<typeof input>,
    ];
    const outputs = { y: matmul(matmul(x, a), b) };
    const values = f32([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...emit(outputs, { a: values, b: { ...values } }).weights.keys()]).toEqual(["a"]);
    const copy = f32([3, 3], [...values.data]);
    expect([...emit(outputs, { a: values, b: copy }).weights.keys()]).toEqual(["a", "b"]);
    const program = await compile(outputs, { weights: { a: values, b: values }, planned: false, prepack: false });
    const { y } = await program.run({ x: f32([1, 3], [1, 0, 0]) });
    expect([...y!.data]).toEqual([30, 36, 42]);
    await program.dispose();
  });

  test("keeps apart what differs in an attribute, an input or a constant", () => {
    const weight = input("weight", [3, 3]);
    const products = [
      matmul(x, weight, { scale: 2 }),
      matmul(x, weight, { scale: 3 }),
      matmul(x, weight, { transposeB: true }),
    ];
    expect(emit({ y: products.reduce((a, b) => add(a, b)) }).operators["FusedMatMul"]).toBe(3);
    expect(emit({ y: mul(add(x, 1), add(x, 2)) }).operators["Add"]).toBe(2);
  });

  test("holds nothing that no output needs", () => {
    exp(x);
    const { inputs, operators } = emit({ y: add(x, 1) });
    expect({ inputs, operators }).toEqual({ inputs: ["x"], operators: { Add: 1 } });
  });

  test("does not recurse: a graph may be deeper than the call stack", () => {
    let y = x;
    for (let i = 0; i < 20_000; i++) y = add(y, x);
    expect(emit({ y }).operators["Add"]).toBe(20_000);
  });

  test("gives outputs their names, also an input that is passed on and a tensor of two names", async () => {
    const y = add(x, 1);
    const outputs = { y, again: y, same: x, sum: add(y, y) };
    expect(emit(outputs).operators).toEqual({ Add: 2, Identity: 2 });
    const program = await compile(outputs);
    const results = await program.run({ x: f32([1, 3], [1, 2, 3]) });
    expect(Object.entries(results).map(([name, t]) => [name, ...t.data])).toEqual([
      ["y", 2, 3, 4],
      ["again", 2, 3, 4],
      ["same", 1, 2, 3],
      ["sum", 4, 6, 8],
    ]);
    await program.dispose();
  });

  test("reads a weight that is stored in half precision, and no other dtype than its own", async () => {
    const weight = input("weight", [2, 3]);
    const half = cast(f32([2, 3], [1, 0.5, -2, 0.25, 3, 8]), "f16");
    const program = await compile({ y: linear(x, weight) }, { weights: { weight: half } });
    const { y } = await program.run({ x: f32([1, 3], [1, 2, 3]) });
    expect([...y!.data]).toEqual([-4, 30.25]);
    await program.dispose();
    const ints = i64([2, 3], [1, 2, 3, 4, 5, 6]);
    expect(() => emit({ y: linear(x, weight) }, { weight: ints })).toThrow("weight weight is i64 [2, 3], expected f32");
  });

  test("refuses an output with the name of an input", () => {
    expect(() => emit({ x: add(x, 1) })).toThrow(new InputError('an output can\'t have the name of an input: "x"'));
  });

  test("binds weights outside its bytes, and says which do not fit", () => {
    const weight = input("weight", ["out", 3]);
    const large = f32([1000, 3], new Float32Array(3000));
    const model = emit({ y: linear(x, weight) }, { weight: large });
    expect(model.inputs).toEqual(["x"]);
    expect(model.weights.get("weight")).toBe(large);
    expect(model.bytes.length).toBeLessThan(1000);
    const wrong = () => emit({ y: linear(x, weight) }, { weight: f32([2, 4], new Float32Array(8)) });
    expect(wrong).toThrow(new ShapeError("weight weight is f32 [2, 4], expected f32 [out, 3]"));
  });
});

describe("named dims", () => {
  test("let one program run at several sizes, forward and backward", async () => {
    const random = new Random("named dims");
    const [x, weight] = [input("x", ["rows", "tokens", 4]), input("weight", [5, 4])];
    const logits = linear(x, weight);
    const loss = crossEntropy(logits, input("targets", ["rows", "tokens"], "i64"), constant(f32([], [1])));
    const total = sum(softmax(logits));
    const program = await compile({ logits, total, gradient: gradients(loss, [x])[0]! });
    const weights = f32(
      [5, 4],
      Array.from({ length: 20 }, () => random.normal()),
    );
    for (const [rows, tokens] of [
      [1, 1],
      [3, 2],
      [2, 7],
    ] as const) {
      const values = f32(
        [rows, tokens, 4],
        Array.from({ length: rows * tokens * 4 }, () => random.normal()),
      );
      const targets = i64(
        [rows, tokens],
        Array.from({ length: rows * tokens }, () => random.below(5)),
      );
      const results = await program.run({ x: values, weight: weights, targets });
      const array = ({ shape, data }: typeof values) => ({ shape, data: Float64Array.from(data) });
      const expected = product(array(values), array(weights), false, true);
      expect(results["logits"]).toBeAllclose(f32([rows, tokens, 5], expected.data), { atol: 1e-5 });
      expect(results["total"]!.data[0]).toBeCloseTo(rows * tokens, 4);
      expect(results["gradient"]!.shape).toEqual([rows, tokens, 4]);
    }
    await program.dispose();
  });
});
