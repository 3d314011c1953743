import { expect, test } from "vitest";
import { add, cut, input, matmul, mul, softmax } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import { f32 } from "../../src/tensor/host-tensor.js";

test("what follows from some inputs alone is computed once, and the rest of it as the whole graph computes", async () => {
  const [a, b, w] = [input("a", ["n", 2]), input("b", ["n", 2]), input("w", [2, 2])];
  const early = softmax(matmul(a, w));
  const outputs = [add(mul(early, b), early), matmul(add(b, early), w)];
  const parts = cut(outputs, new Set(["a"]), [b]);
  // One value goes over, though it is used three times; the weight stays where it is used.
  expect(Object.values(parts.early)).toEqual([early]);
  const values = { a: f32([3, 2], [1, 2, 3, 4, 5, 6]), b: f32([3, 2], [6, 5, 4, 3, 2, 1]) };
  const weights = { w: f32([2, 2], [0.5, -1, 2, 0.1]) };
  const named = (tensors: typeof outputs) => ({ x: tensors[0]!, y: tensors[1]! });
  const whole = await compile(named(outputs), { weights });
  const [first, second] = [await compile(parts.early, { weights }), await compile(named(parts.outputs), { weights })];
  const expected = await whole.run(values);
  const found = await second.run({ b: values.b, ...(await first.run({ a: values.a })) });
  for (const name of ["x", "y"]) expect(found[name]).toBeAllclose(expected[name], { atol: 1e-6 });
  for (const program of [whole, first, second]) await program.dispose();
});

test("where nothing follows from the inputs alone, the graph stays whole", () => {
  const [a, b] = [input("a", ["n"]), input("b", ["n"])];
  const sum = add(a, b);
  expect(cut([sum], new Set(), [a, b])).toEqual({ early: {}, outputs: [sum] });
});
