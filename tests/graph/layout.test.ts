import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.js";
import { concat, input, reshape, slice, split, transpose } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { at, build } from "./ndarray.js";
import { checkOperation, real, runOnce } from "./operation-case.js";

describe("operations that move data", () => {
  test.each([[[1, 0, 2]], [[2, 0, 1]], [[0, 2, 1]]])("transpose to the order %j", (order) =>
    checkOperation({
      inputs: [real("m", "n", "p")],
      build: ([x]) => transpose(x!, order),
      reference: ([x]) =>
        build(
          order.map((a) => x!.shape[a]!),
          (index) =>
            at(
              x!,
              order.map((_, i) => index[order.indexOf(i)]!),
            ),
        ),
    }),
  );

  test("reshape splits and merges axes, named dims staying as they are", async () => {
    await checkOperation({
      inputs: [real("rows", "tokens", 6)],
      build: ([x]) => reshape(x!, [...x!.shape.slice(0, 2), 2, 3]),
      reference: ([x], { rows, tokens }) => ({ ...x!, shape: [rows!, tokens!, 2, 3] }),
    });
    await checkOperation({
      inputs: [real("rows", 2, 3)],
      build: ([x]) => reshape(x!, [x!.shape[0]!, 6]),
      reference: ([x], { rows }) => ({ ...x!, shape: [rows!, 6] }),
    });
  });

  test("named dims keep their order in a reshape, whatever stands between them", async () => {
    const y = reshape(input("x", ["rows", 4, "tokens"]), [2, "rows", 2, "tokens"]);
    const { y: result } = await runOnce(
      { y },
      {
        x: f32(
          [3, 4, 5],
          Array.from({ length: 60 }, (_, i) => i),
        ),
      },
    );
    expect(result!.shape).toEqual([2, 3, 2, 5]);
  });

  const atLeastTwo = fc.integer({ min: 2, max: 5 });
  test.each([0, 1, -1])("concat along axis %i", (axis) =>
    checkOperation({
      inputs:
        axis === 0
          ? [real("a", "n"), real("b", "n"), real("a", "n")]
          : [real("m", "a"), real("m", "b"), real("m", "a")],
      fixed: ["a", "b"],
      build: (tensors) => concat(tensors, axis),
      reference: ([x, y, z], { m, n, a, b }) => {
        const joined = axis === 0 ? [2 * a! + b!, n!] : [m!, 2 * a! + b!];
        const along = axis === 0 ? 0 : 1;
        return build(joined, (index) => {
          const i = index[along]!;
          const [part, offset] = i < a! ? [x!, 0] : i < a! + b! ? [y!, a!] : [z!, a! + b!];
          return at(part, index.with(along, i - offset));
        });
      },
    }),
  );

  test("slice", async () => {
    await checkOperation({
      inputs: [real("m", "n")],
      fixed: ["n"],
      sizes: { n: atLeastTwo },
      build: ([x], { n }) => slice(x!, 1, 1, n!),
      reference: ([x], { m, n }) => build([m!, n! - 1], ([i, j]) => at(x!, [i!, j! + 1])),
    });
    await checkOperation({
      inputs: [real("n", "m")],
      fixed: ["n"],
      sizes: { n: atLeastTwo },
      build: ([x]) => slice(x!, 0, 0, 1),
      reference: ([x], { m }) => build([1, m!], ([, j]) => at(x!, [0, j!])),
    });
  });
});

test("split gives the parts of an axis, one after the other", async () => {
  const x = f32([2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const [a, b] = split(input("x", ["rows", 5]), -1, [2, 3]);
  const program = await compile({ a: a!, b: b! });
  const results = await program.run({ x });
  expect(results["a"]).toMatchObject({ shape: [2, 2], data: Float32Array.of(1, 2, 6, 7) });
  expect(results["b"]).toMatchObject({ shape: [2, 3], data: Float32Array.of(3, 4, 5, 8, 9, 10) });
  expect(() => split(input("x", ["rows", 5]), -1, [2, 2])).toThrow(ShapeError);
  await program.dispose();
});
