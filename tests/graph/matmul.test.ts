import fc from "fast-check";
import { describe, test } from "vitest";
import { groupedMatmul, groupedMul, linear, matmul, type Tensor } from "../../src/graph/index.js";
import { at, build, map, product, zip, type Ndarray } from "./ndarray.js";
import { checkOperation, real, type Size } from "./operation-case.js";

describe("matmul", () => {
  const leads: [string, Size[], Size[]][] = [
    ["two matrices", [], []],
    ["a batch of pairs", ["b"], ["b"]],
    ["one right matrix for a batch", ["b"], []],
    ["one left matrix for a batch", [], ["b"]],
    ["two leading axes by one", ["b", "c"], ["c"]],
    ["one leading axis by two", ["c"], ["b", "c"]],
    ["one matrix by each of two leading axes", ["b", 1], ["b", "c"]],
  ];
  test.each(leads)("%s, as they stand and transposed", async (_, leadA, leadB) => {
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        await checkOperation({
          inputs: [
            real(...leadA, ...(transposeA ? ["k", "m"] : ["m", "k"])),
            real(...leadB, ...(transposeB ? ["n", "k"] : ["k", "n"])),
          ],
          build: ([a, b]) => matmul(a!, b!, { transposeA, transposeB }),
          reference: ([a, b]) => product(a!, b!, transposeA, transposeB),
        });
  });

  test("a factor on the product", () =>
    checkOperation({
      inputs: [real("b", "m", "k"), real("b", "n", "k")],
      build: ([a, b]) => matmul(a!, b!, { transposeB: true, scale: 0.25 }),
      reference: ([a, b]) => map(product(a!, b!, false, true), (v) => v / 4),
    }));
});

describe("linear takes weights as PyTorch stores them, [out, in]", () => {
  const reference = ([x, weight, bias]: readonly Ndarray[]): Ndarray => {
    const y = product(x!.shape.length === 1 ? { ...x!, shape: [1, ...x!.shape] } : x!, weight!, false, true);
    return bias ? zip((a, b) => a + b, y, bias) : y;
  };
  test.each<[string, Size[]]>([
    ["a matrix", ["m", "in"]],
    ["a batch", ["b", "m", "in"]],
    ["two leading axes", ["b", "c", "m", "in"]],
  ])("%s", async (_, shape) => {
    const build = ([x, weight, bias]: readonly Tensor[]): Tensor => linear(x!, weight!, bias);
    await checkOperation({ inputs: [real(...shape), real("out", "in")], build, reference });
    await checkOperation({ inputs: [real(...shape), real("out", "in"), real("out")], build, reference });
  });
});

describe("rows in groups", () => {
  const grouped = {
    sizes: { each: fc.integer({ min: 1, max: 3 }) },
    derived: { rows: (s: Record<string, number>) => s["groups"]! * s["each"]! },
  };
  const group = (row: number, rows: number, groups: number): number => Math.floor((row * groups) / rows);

  test.each([false, true])("groupedMatmul: a matrix a group (transposed: %s)", (transposeW) =>
    checkOperation({
      ...grouped,
      inputs: [real("rows", "tokens", "in"), transposeW ? real("groups", "out", "in") : real("groups", "in", "out")],
      build: ([x, w]) => groupedMatmul(x!, w!, transposeW),
      reference: ([x, w], s) =>
        build([s["rows"]!, s["tokens"]!, s["out"]!], ([row, token, out]) => {
          const g = group(row!, s["rows"]!, s["groups"]!);
          let sum = 0;
          for (let i = 0; i < s["in"]!; i++)
            sum += at(x!, [row!, token!, i]) * at(w!, transposeW ? [g, out!, i] : [g, i, out!]);
          return sum;
        }),
    }),
  );

  test("groupedMul: a factor a group and column", () =>
    checkOperation({
      ...grouped,
      inputs: [real("rows", "tokens", "n"), real("groups", "n")],
      build: ([x, s]) => groupedMul(x!, s!),
      reference: ([x, factors], s) =>
        build(
          x!.shape,
          ([row, token, n]) => at(x!, [row!, token!, n!]) * at(factors!, [group(row!, s["rows"]!, s["groups"]!), n!]),
        ),
    }));
});
