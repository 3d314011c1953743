import { afterEach, describe, expect, test, vi } from "vitest";
import { InputError } from "../../src/errors.js";
import { add, emit, input, mul, sum } from "../../src/graph/index.js";
import { chooseEach, isSoftware, largeModel, type Device, type WebRuntime } from "../../src/runtime/choose-device.js";
import { withFallback } from "../../src/runtime/fallback.js";
import { createNodeSession } from "../../src/runtime/node-session.js";
import type { Program } from "../../src/runtime/program.js";
import { f32 } from "../../src/tensor/host-tensor.js";

const [past, x, offset] = [
  input("past", ["rows", 1, "capacity", 2]),
  input("x", ["rows", "tokens", 2]),
  input("offset", []),
];
const model = emit({ fresh: mul(x, 1), held: add(sum(past, [2, 3]), offset) });
const session = (): Promise<Program> => createNodeSession(model, { threads: 1 });
const gone = new Error("the GPU is gone");

/** Fails in its runs from number `from` on. */
const failing = async (from: number): Promise<Program> => {
  const program = await session();
  let runs = 0;
  return {
    ...program,
    run: (...args) => (runs++ < from ? program.run(...args) : Promise.reject(gone)),
  };
};

const half = emit({ derived: mul(input("held", []), input("factor", [])) });

/** Two tokens of two rows into a cache, under half of an offset held before the first run; then what the cache held. */
async function converse(program: Program): Promise<number[][]> {
  const cache = await program.growing({ inputs: ["past"], output: "fresh", rows: 2, heads: 1, width: 2 });
  const base = await program.hold({ offset: f32([], [1]) });
  const held = await program.derive(base, { graph: half, feeds: { offset: { factor: f32([], [0.5]) } } });
  base.release();
  expect(base.names).toEqual([]);
  const results: number[][] = [];
  for (const lengths of [
    [0, 0],
    [1, 1],
    [2, 1],
  ]) {
    const feeds = { x: f32([2, 1, 2], [1, 2, 10, 20]) };
    const { held: sums } = await program.run(feeds, { with: [held], grow: { cache, lengths } });
    results.push([...(sums!.data as Float32Array)]);
  }
  await cache.copyRow(0, 1, 2);
  held.release();
  expect(held.names).toEqual([]);
  await expect(program.run({ x: f32([2, 1, 2], [1, 2, 3, 4]) }, { with: [held] })).rejects.toThrow("needs an input");
  return results;
}
const expected = [
  [0.5, 0.5],
  [3.5, 30.5],
  [6.5, 60.5],
];

describe("a program with another to take its place", () => {
  const failures: unknown[] = [];
  const note = (reason: unknown): void => void failures.push(reason);
  afterEach(() => failures.splice(0));

  test("does without it while nothing fails", async () => {
    const other = vi.fn(session);
    expect(await converse(await withFallback(session, other, note))).toEqual(expected);
    expect(other).not.toHaveBeenCalled();
    expect(failures).toEqual([]);
  });

  test.each([
    ["can't be made", () => Promise.reject(gone)],
    ["fails in its first run", () => failing(0)],
    ["fails to derive", async () => ({ ...(await session()), derive: () => Promise.reject(gone) })],
  ])("leaves the rest to it if it %s, with all that it held", async (_, make) => {
    const program = await withFallback(make, session, note);
    expect([program.inputs, program.outputs]).toEqual([model.inputs, model.outputs]);
    expect(await converse(program)).toEqual(expected);
    expect(failures).toEqual([gone]);
  });

  test("has no other once a run has succeeded: its error is the caller's", async () => {
    const program = await withFallback(() => failing(1), session, note);
    await expect(converse(program)).rejects.toBe(gone);
    expect(failures).toEqual([]);
  });

  test("does not take a wrong input for a failure", async () => {
    const program = await withFallback(session, session, note);
    await expect(program.run({})).rejects.toBeInstanceOf(InputError);
    expect(await converse(program)).toEqual(expected);
    expect(failures).toEqual([]);
  });
});

describe("of the devices of a page", () => {
  const large = emit(
    { y: sum(input("weight", ["n"]), [0]) },
    { weight: f32([largeModel / 4], new Float32Array(largeModel / 4)) },
  );
  afterEach(() => vi.restoreAllMocks());

  /** Keeps the names of the devices that programs were made on, in their order. */
  const runtime = (device: Device, made: Device[], create: (m: typeof model) => Promise<Program>): WebRuntime => ({
    device,
    createSession(m) {
      made.push(device);
      return create(m);
    },
  });

  test("the GPU gets programs of large models, and Wasm the others; each is loaded when it is needed", async () => {
    const made: Device[] = [];
    const loaded: Device[] = [];
    const load = (device: Device) => () => {
      loaded.push(device);
      return Promise.resolve(runtime(device, made, (m) => createNodeSession(m, { threads: 1 })));
    };
    const both = chooseEach(load("webgpu"), load("wasm"));
    expect([both.device, loaded]).toEqual(["webgpu", []]);
    // The same model, as if it had what only CPUs compute.
    const inInt8 = { ...large, operators: { ...large.operators, MatMulIntegerToFloat: 1 } };
    for (const m of [model, large, model, inInt8]) await (await both.createSession(m)).dispose();
    expect(made).toEqual(["wasm", "webgpu", "wasm", "wasm"]);
    expect(loaded).toEqual(["wasm", "webgpu"]);
  });

  test("Wasm gets all programs once one has failed on the GPU, with one warning", async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const made: Device[] = [];
    const both = chooseEach(
      () => Promise.resolve(runtime("webgpu", made, () => Promise.reject(gone))),
      () => Promise.resolve(runtime("wasm", made, (m) => createNodeSession(m, { threads: 1 }))),
    );
    const programs = await Promise.all([both.createSession(large), both.createSession(large)]);
    for (const program of programs) expect((await program.run({}))["y"]!.data).toEqual(Float32Array.of(0));
    expect(both.device).toBe("wasm");
    expect(warn.mock.calls).toEqual([["lora-gen goes on in Wasm, since WebGPU failed:", gone]]);
    made.length = 0;
    await (await both.createSession(large)).dispose();
    expect(made).toEqual(["wasm"]);
    for (const program of programs) await program.dispose();
  });

  test("a GPU that is a program on the CPU counts for nothing", () => {
    expect(isSoftware({ info: {} })).toBe(false);
    expect(isSoftware({ info: { isFallbackAdapter: true } })).toBe(true);
    expect(isSoftware({ isFallbackAdapter: true })).toBe(true);
    expect(isSoftware({ info: { isFallbackAdapter: false } })).toBe(false);
  });
});
