import { describe, test } from "vitest";
import {
  add,
  constant,
  div,
  exp,
  expandLike,
  gelu,
  geluTanh,
  log,
  mean,
  mul,
  neg,
  relu,
  sigmoid,
  silu,
  sqrt,
  squeeze,
  sub,
  sum,
  sumTo,
  tanh,
  unsqueeze,
  where,
  type Tensor,
} from "../../src/graph/index.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { map, sumOver, zip, type Ndarray } from "./ndarray.js";
import { apart, checkOperation, flags, positive, real } from "./operation-case.js";

describe("of two tensors, broadcast", () => {
  const operations: [string, (a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number][] = [
    ["add", add, (a, b) => a + b],
    ["sub", sub, (a, b) => a - b],
    ["mul", mul, (a, b) => a * b],
    ["div", div, (a, b) => a / b],
  ];
  test.each(operations)("%s", async (_, build, reference) => {
    const shapes = [
      [
        ["m", "n"],
        ["m", "n"],
      ],
      [["m", "n"], ["n"]],
      [
        ["m", 1],
        ["p", 1, "n"],
      ],
      [["m", 1, "n"], []],
    ] as const;
    for (const [a, b] of shapes)
      await checkOperation({
        inputs: [real(...a), positive(...b)],
        build: ([x, y]) => build(x!, y!),
        reference: ([x, y]) => zip(reference, x!, y!),
      });
  });

  test("a number stands for a scalar", () =>
    checkOperation({
      inputs: [real("m")],
      build: ([x]) => mul(add(x!, 2), 3),
      reference: ([x]) => map(x!, (v) => (v + 2) * 3),
    }));

  test("a tensor used twice gets both gradients", () =>
    checkOperation({
      inputs: [real("m", "n")],
      build: ([x]) => mul(x!, x!),
      reference: ([x]) => map(x!, (v) => v * v),
    }));

  test("where", async () => {
    const reference = (arrays: readonly Ndarray[]): Ndarray => zip((c, a, b) => (c ? a : b), ...arrays);
    const build = ([c, a, b]: readonly Tensor[]): Tensor => where(c!, a!, b!);
    await checkOperation({ inputs: [flags("m", "n"), real("m", "n"), real("m", "n")], build, reference });
    await checkOperation({ inputs: [flags("m", 1), real("n"), real(2, 1, 1)], build, reference });
  });
});

/** Φ of the normal distribution by Simpson's rule on its density: slow, and right to 1e-12 here. */
function normalCdf(x: number): number {
  const steps = 400;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let total = density(0) + density(x);
  for (let i = 1; i < steps; i++) total += (i % 2 ? 4 : 2) * density((x * i) / steps);
  return 0.5 + (total * x) / steps / 3;
}

describe("of one tensor", () => {
  const logistic = (v: number): number => 1 / (1 + Math.exp(-v));
  const operations: [string, (x: Tensor) => Tensor, (v: number) => number, typeof real][] = [
    ["neg", neg, (v) => -v, real],
    ["exp", exp, Math.exp, real],
    ["log", log, Math.log, positive],
    ["sqrt", sqrt, Math.sqrt, positive],
    ["tanh", tanh, Math.tanh, real],
    ["sigmoid", sigmoid, logistic, real],
    ["relu", relu, (v) => Math.max(v, 0), apart],
    ["silu", silu, (v) => v * logistic(v), real],
    ["gelu", gelu, (v) => v * normalCdf(v), real],
    ["geluTanh", geluTanh, (v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))), real],
  ];
  test.each(operations)("%s", async (_, build, reference, values) => {
    await checkOperation({
      inputs: [values("m", "n")],
      build: ([x]) => build(x!),
      reference: ([x]) => map(x!, reference),
    });
  });
});

describe("reduction and expansion", () => {
  test.each([[[0]], [[1]], [[-1]], [[0, 2]], [[0, 1, 2]]])("sum and mean over axes %j", async (axes) => {
    const positions = axes.map((a) => (a < 0 ? a + 3 : a));
    for (const keep of [false, true]) {
      const inputs = [real("m", "n", "p")];
      await checkOperation({
        inputs,
        build: ([x]) => sum(x!, axes, keep),
        reference: ([x]) => sumOver(x!, positions, keep),
      });
      const count = (shape: readonly number[]): number => positions.reduce((n, a) => n * shape[a]!, 1);
      await checkOperation({
        inputs,
        build: ([x]) => mean(x!, axes, keep),
        reference: ([x]) => map(sumOver(x!, positions, keep), (v) => v / count(x!.shape)),
      });
    }
  });

  test("sumTo undoes a broadcast", async () => {
    await checkOperation({
      inputs: [real("m", "n")],
      build: ([x]) => sumTo(x!, []),
      reference: ([x]) => sumOver(x!, [0, 1]),
    });
    await checkOperation({
      inputs: [real("p", "m", "n")],
      build: ([x]) => sumTo(x!, [1, x!.shape[2]!]),
      reference: ([x]) => ({ ...sumOver(x!, [0, 1]), shape: [1, x!.shape[2]!] }),
    });
  });

  test("expandLike broadcasts to the shape of another tensor, whose values do not matter", () =>
    checkOperation({
      inputs: [real("m", 1)],
      build: ([x]) =>
        expandLike(x!, constant(f32([2, x!.shape[0] as number, 3], new Float32Array(6 * (x!.shape[0] as number))))),
      reference: ([x], { m }) => zip((v) => v, x!, { shape: [2, m!, 3], data: new Float64Array(6 * m!) }),
      fixed: ["m"],
    }));

  test("unsqueeze and squeeze", async () => {
    await checkOperation({
      inputs: [real("m", "n")],
      build: ([x]) => unsqueeze(x!, [0, 2]),
      reference: ([x], { m, n }) => ({ ...x!, shape: [1, m!, 1, n!] }),
    });
    await checkOperation({
      inputs: [real("m", 1, "n", 1)],
      build: ([x]) => squeeze(x!, [1, 3]),
      reference: ([x], { m, n }) => ({ ...x!, shape: [m!, n!] }),
    });
  });
});
