/** @file Checks an operation on random shapes: its value and its gradient against a plain float64 reference. */

import fc from "fast-check";
import { expect } from "vitest";
import { gradients, input, mul, sum, type Dim, type Tensor } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { numericGradient, type Ndarray } from "./ndarray.js";

/** A size by name, drawn for each run, or a number. */
export type Size = string | number;

interface InputSpec {
  readonly shape: readonly Size[];
  readonly draw: (random: Random, sizes: Sizes) => number;
  readonly dtype: "f32" | "i64" | "bool";
}

export type Sizes = Readonly<Record<string, number>>;

const spec =
  (dtype: InputSpec["dtype"], draw: InputSpec["draw"]) =>
  (...shape: Size[]): InputSpec => ({ shape, draw, dtype });

/** Standard normal numbers. */
export const real = spec("f32", (random) => random.normal());
/** Numbers in [0.5, 2.5], for what has a pole or a root at 0. */
export const positive = spec("f32", (random) => 0.5 + 2 * random.uniform());
/** Numbers of a size in [0.1, 2.1], for what has a kink at 0. */
export const apart = spec("f32", (random) => (random.chance(0.5) ? 1 : -1) * (0.1 + 2 * random.uniform()));
export const flags = spec("bool", (random) => random.below(2));
/** Whole numbers in [0, bound); with few to choose from, some come twice. */
export const ids = (bound: Size, ...shape: Size[]): InputSpec =>
  spec("i64", (random, sizes) => random.below(sizeOf(bound, sizes)))(...shape);

const sizeOf = (size: Size, sizes: Sizes): number => (typeof size === "number" ? size : sizes[size]!);

export interface OperationCase {
  inputs: readonly InputSpec[];
  build(tensors: readonly Tensor[], sizes: Sizes): Tensor;
  reference(arrays: readonly Ndarray[], sizes: Sizes): Ndarray;
  /** Sizes that the operation must know when the graph is built; the others are now and then named dims. */
  fixed?: readonly string[];
  /** Sizes that are not just any number from 1 to 4. */
  sizes?: Readonly<Record<string, fc.Arbitrary<number>>>;
  /** Sizes that follow from others. */
  derived?: Readonly<Record<string, (sizes: Sizes) => number>>;
  /** Whether the gradient is compared too (true by default). */
  differentiable?: boolean;
}

/** Four random shapes; the value to 1e-5 and each gradient to 1e-4, relative to the largest element. */
export async function checkOperation(c: OperationCase): Promise<void> {
  const drawn = [...new Set(c.inputs.flatMap((i) => i.shape))].filter(
    (s) => typeof s === "string" && !c.derived?.[s],
  ) as string[];
  const names = [...drawn, ...Object.keys(c.sizes ?? {}).filter((s) => !drawn.includes(s))];
  const sizes = Object.fromEntries(names.map((name) => [name, c.sizes?.[name] ?? fc.integer({ min: 1, max: 4 })]));
  await fc.assert(
    fc.asyncProperty(fc.record(sizes), fc.integer(), fc.boolean(), async (free, seed, named) => {
      const derived = Object.entries(c.derived ?? {}).map(([name, of]) => [name, of(free)]);
      await checkOnce(c, { ...free, ...Object.fromEntries(derived) } as Sizes, new Random(seed), named);
    }),
    { numRuns: 4 },
  );
}

async function checkOnce(c: OperationCase, sizes: Sizes, random: Random, named: boolean): Promise<void> {
  const arrays = c.inputs.map(({ shape, draw }): Ndarray => {
    const concrete = shape.map((s) => sizeOf(s, sizes));
    // Rounded to float32, so that both sides start from the same numbers.
    return {
      shape: concrete,
      data: Float64Array.from({ length: concrete.reduce((n, d) => n * d, 1) }, () => Math.fround(draw(random, sizes))),
    };
  });
  const tensors = c.inputs.map(({ shape, dtype }, i) => {
    const dim = (s: Size): Dim => (typeof s === "number" ? s : named && !c.fixed?.includes(s) ? s : sizes[s]!);
    return input(`x${i}`, shape.map(dim), dtype);
  });
  const expected = c.reference(arrays, sizes);
  const y = c.build(tensors, sizes);
  const weights: Ndarray = { shape: expected.shape, data: expected.data.map(() => Math.fround(random.normal())) };
  const wrt = c.differentiable === false ? [] : tensors.filter((t) => t.dtype === "f32");
  const found = wrt.length > 0 ? gradients(sum(mul(y, input("w", y.shape))), wrt) : [];
  const outputs: Record<string, Tensor> = { y };
  wrt.forEach((t, i) => (outputs[`gradient of x${tensors.indexOf(t)}`] = found[i]!));

  const feeds: TensorMap = Object.fromEntries(arrays.map((a, i) => [`x${i}`, toHost(a, c.inputs[i]!.dtype)]));
  if (wrt.length > 0) feeds["w"] = toHost(weights, "f32");
  const results = await runOnce(outputs, feeds);

  expectClose(results["y"]!, expected, 1e-5, "value");
  for (const t of wrt) {
    const i = tensors.indexOf(t);
    const loss = (x: Ndarray): number => {
      const moved = c.reference(arrays.with(i, x), sizes);
      return moved.data.reduce((total, v, at) => total + v * weights.data[at]!, 0);
    };
    expectClose(results[`gradient of x${i}`]!, numericGradient(loss, arrays[i]!), 1e-4, `gradient of input ${i}`);
  }
}

function expectClose(actual: HostTensor, expected: Ndarray, tolerance: number, what: string): void {
  const largest = expected.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  expect(actual.shape, `shape of the ${what}`).toEqual(expected.shape);
  expect(actual, what).toBeAllclose(f32(expected.shape, expected.data), { atol: tolerance * largest });
}

function toHost({ shape, data }: Ndarray, dtype: InputSpec["dtype"]): HostTensor {
  if (dtype === "i64") return i64(shape, data);
  return dtype === "bool" ? { dtype, shape, data: Uint8Array.from(data) } : f32(shape, data);
}

/** Compiles, runs and forgets a graph; feeds that the graph does not use are left out. */
export async function runOnce(outputs: Readonly<Record<string, Tensor>>, feeds: TensorMap = {}): Promise<TensorMap> {
  const program = await compile(outputs);
  try {
    return await program.run(
      Object.fromEntries(Object.entries(feeds).filter(([name]) => program.inputs.includes(name))),
    );
  } finally {
    await program.dispose();
  }
}
