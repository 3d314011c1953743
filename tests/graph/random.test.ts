import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dropout, gradients, gumbelLike, input, sum, uniformLike } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import type { Program } from "../../src/runtime/program.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { runOnce } from "./operation-case.js";

const count = 1 << 14;
const seedOf = (value: number) => ({ dtype: "i32", shape: [1], data: Int32Array.of(value) }) as const;
const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
const variance = (v: readonly number[]): number => mean(v.map((u) => u * u)) - mean(v) ** 2;
const correlation = (a: readonly number[], b: readonly number[]): number =>
  (mean(a.map((u, i) => u * b[i]!)) - mean(a) * mean(b)) / Math.sqrt(variance(a) * variance(b));

describe("noise from a seed", () => {
  let program: Program;
  beforeAll(async () => {
    const [x, seed] = [input("x", ["n", 128]), input("seed", [1], "i32")];
    program = await compile({
      first: uniformLike(x, seed, 0),
      second: uniformLike(x, seed, 1),
      gumbel: gumbelLike(x, seed, 2),
    });
  });
  afterAll(() => program.dispose());
  const draw = async (seed: number, name = "first"): Promise<number[]> => {
    const results = await program.run(
      { x: f32([128, 128], new Float32Array(count)), seed: seedOf(seed) },
      { wanted: [name] },
    );
    return [...(results[name]!.data as Float32Array)];
  };

  test("is the same for the same seed, and another for another seed or stream", async () => {
    const once = await draw(7);
    expect(await draw(7)).toEqual(once);
    for (const other of [await draw(8), await draw(7, "second"), await draw(-7)]) {
      expect(other).not.toEqual(once);
      expect(Math.abs(correlation(once, other))).toBeLessThan(5 / Math.sqrt(count));
    }
  });

  test.each([0, 1, -1, 123456789])("is uniform in (0, 1) for seed %i", async (seed) => {
    const values = await draw(seed);
    expect(Math.min(...values)).toBeGreaterThan(0);
    // Five standard errors.
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(variance(values) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(5 / Math.sqrt(count));
    const tenths = Array.from({ length: 10 }, (_, i) => values.filter((v) => Math.floor(v * 10) === i).length);
    for (const n of tenths) expect(Math.abs(n - count / 10)).toBeLessThan(5 * Math.sqrt((count / 10) * 0.9));
  });

  test("is Gumbel noise after two logarithms", async () => {
    const values = await draw(3, "gumbel");
    // Euler's constant and π²/6.
    expect(Math.abs(mean(values) - 0.57721566)).toBeLessThan(5 * Math.sqrt(Math.PI ** 2 / 6 / count));
    expect(variance(values)).toBeCloseTo(Math.PI ** 2 / 6, 1);
  });
});

test.each([
  ["largest", 651, 598],
  ["smallest", 1495, 691],
])("the %s uniform number is within (0, 1), so that Gumbel noise is finite", async (_, seed, index) => {
  // Found by search: with these seeds the hash at the index is all ones (all zeros) in its upper 24 bits.
  const [x, seeds] = [input("x", ["n"]), input("seed", [1], "i32")];
  const outputs = { u: uniformLike(x, seeds, 0), gumbel: gumbelLike(x, seeds, 0) };
  const { u, gumbel } = await runOnce(outputs, { x: f32([700], new Float32Array(700)), seed: seedOf(seed) });
  const value = Number(u!.data[index]);
  expect(Math.min(value, 1 - value)).toBeLessThan(2 ** -22);
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThan(1);
  expect(gumbel!.data.every(Number.isFinite)).toBe(true);
});

describe("dropout", () => {
  const [x, seed] = [input("x", ["n"]), input("seed", [1], "i32")];
  const feeds = { x: f32([count], new Float32Array(count).fill(3)), seed: seedOf(11) };

  test("zeroes a share of the elements and scales the others, so that the mean stays", async () => {
    const { y } = await runOnce({ y: dropout(x, 0.2, seed, 0) }, feeds);
    const values = [...(y!.data as Float32Array)];
    expect(new Set(values.map((v) => v.toFixed(4)))).toEqual(new Set(["0.0000", (3 / 0.8).toFixed(4)]));
    const zeros = values.filter((v) => v === 0).length;
    expect(Math.abs(zeros - 0.2 * count)).toBeLessThan(5 * Math.sqrt(0.2 * 0.8 * count));
  });

  test("lets the gradient through where it let the value through", async () => {
    const y = dropout(x, 0.5, seed, 0);
    const results = await runOnce({ y, g: gradients(sum(y), [x])[0]! }, feeds);
    expect((results["g"]!.data as Float32Array).map((v) => 3 * v)).toBeAllclose(results["y"]!.data, { atol: 0 });
  });

  test("of rate 0 is the tensor itself", () => {
    expect(dropout(x, 0, seed, 0)).toBe(x);
  });
});
