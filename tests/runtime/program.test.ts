import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ChatTemplateError, FileError, InputError, LoraGenError, receivedError, sentError } from "../../src/errors.js";
import { add, emit, input, linear, matmul, mul, silu, sum, type EmittedModel } from "../../src/graph/index.js";
import { NodeThread } from "../../src/runtime/node-thread.js";
import { compile } from "../../src/runtime/node.js";
import { ProgramHost } from "../../src/runtime/program-host.js";
import type { Program, SessionOptions } from "../../src/runtime/program.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";

const random = new Random("programs");
const normal = (...shape: number[]) =>
  f32(
    shape,
    Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => random.normal()),
  );

const [x, weight, bias] = [input("x", ["rows", 4]), input("weight", [3, 4]), input("bias", [3])];
const outputs = { y: silu(linear(x, weight, bias)), twice: mul(x, 2) };
const bound = { weight: normal(3, 4) };
const feeds = { x: normal(5, 4), bias: normal(3) };

describe.each(["main", "worker"] as const)("a program in the %s thread", (thread) => {
  let program: Program;
  beforeAll(async () => {
    program = await compile(outputs, { weights: bound, thread });
  });
  afterAll(() => program.dispose());

  test("tells what it takes and gives", () => {
    expect(program.inputs).toEqual(["x", "bias"]);
    expect(program.outputs).toEqual(["y", "twice"]);
  });

  test("returns all outputs, or those that are wanted", async () => {
    const all = await program.run(feeds);
    expect(all["twice"]).toBeAllclose(
      f32(
        [5, 4],
        feeds.x.data.map((v) => 2 * v),
      ),
    );
    expect(all["y"]!.shape).toEqual([5, 3]);
    expect(await program.run(feeds, { wanted: ["twice"] })).toEqual({ twice: all["twice"] });
  });

  test("names the input that is missing, and the input or output that it does not have", async () => {
    const missing = program.run({ x: feeds.x });
    await expect(missing).rejects.toThrow(new InputError('the graph needs an input "bias"'));
    const unknown = program.run({ ...feeds, wait: feeds.x });
    await expect(unknown).rejects.toThrow(new InputError('the graph has no input "wait"'));
    const output = program.run(feeds, { wanted: ["z"] });
    await expect(output).rejects.toThrow(new InputError('the graph has no output "z"'));
    for (const run of [missing, unknown, output]) await expect(run).rejects.toBeInstanceOf(InputError);
  });

  test("keeps residents until they are released", async () => {
    const whole = await program.run(feeds);
    const held = await program.hold({ bias: feeds.bias });
    expect(held.names).toEqual(["bias"]);
    expect(await program.run({ x: feeds.x }, { with: [held] })).toEqual(whole);
    const other = await program.hold({ bias: f32([3], [9, 9, 9]) });
    expect((await program.run({ x: feeds.x }, { with: [other] }))["y"]).not.toEqual(whole["y"]);
    held.release();
    await expect(program.run({ x: feeds.x }, { with: [held] })).rejects.toThrow('needs an input "bias"');
    expect((await program.run({ x: feeds.x }, { with: [other] }))["twice"]).toEqual(whole["twice"]);
  });

  test("derives tensors of those that are held, which stay as they are", async () => {
    const held = await program.hold({ bias: feeds.bias });
    const graph = emit({ derived: mul(input("held", ["n"]), input("factor", [])) });
    const derived = await program.derive(held, { graph, feeds: { bias: { factor: f32([], [2]) } } });
    const doubled = f32(
      [3],
      feeds.bias.data.map((v) => 2 * v),
    );
    const { x } = feeds;
    expect(await program.run({ x }, { with: [derived] })).toEqual(await program.run({ x, bias: doubled }));
    expect(await program.run({ x }, { with: [held] })).toEqual(await program.run(feeds));
    const unknown = program.derive(held, { graph, feeds: { weight: { factor: f32([], [2]) } } });
    await expect(unknown).rejects.toThrow(
      new InputError('"weight" is not held, so that nothing can be derived from it'),
    );
    await expect(program.derive(held, { graph, feeds: { bias: {} } })).rejects.toThrow('needs an input "factor"');
    held.release();
    await expect(program.run({ x }, { with: [derived] })).resolves.toBeDefined();
    await expect(program.derive(held, { graph, feeds: { bias: {} } })).rejects.toThrow('"bias" is not held');
  });

  test("rejects a feed of the wrong shape, and runs on", async () => {
    await expect(program.run({ ...feeds, x: normal(5, 3) })).rejects.toThrow(/x/);
    await expect(program.run(feeds)).resolves.toBeDefined();
  });

  test("adds what a run puts out to the feeds that grow, each row at its own place", async () => {
    const [past, x] = [input("past", ["rows", 1, "capacity", 2]), input("x", ["rows", "tokens", 2])];
    const growing = await compile({ fresh: mul(x, 1), held: sum(past, [2, 3]) }, { thread });
    const cache = await growing.growing({ inputs: ["past"], output: "fresh", rows: 2, heads: 1, width: 2 });
    const feed = (data: number[]) => ({ x: f32([2, data.length / 4, 2], data) });
    const held = async (data: number[], lengths: number[]) => {
      const results = await growing.run(feed(data), { grow: { cache, lengths } });
      expect(Object.keys(results)).toEqual(["held"]);
      return [...(results["held"]!.data as Float32Array)];
    };
    expect(await held([1, 2, 3, 4, 5, 6, 7, 8], [0, 0])).toEqual([0, 0]);
    expect(await held([100, 0, 1000, 0], [2, 1])).toEqual([10, 26]); // row 1 forgets its 7 and 8
    expect(await held([0, 0, 0, 0], [3, 2])).toEqual([110, 1011]);
    await expect(growing.run(feed([1, 2, 3, 4]), { grow: { cache, lengths: [0] } })).rejects.toThrow(
      /1 rows of a cache can't grow by \[2, 1, 2\]/,
    );
    cache.release();
    await expect(growing.run(feed([1, 2, 3, 4]), { grow: { cache, lengths: [0, 0] } })).rejects.toThrow(
      'the graph needs an input "past"',
    );
    await growing.dispose();
  });

  test("leaves its feeds as they are", async () => {
    const copy = feeds.x.data.slice();
    await program.run(feeds);
    expect(feeds.x.data).toEqual(copy);
  });
});

test("both threads give the same numbers", async () => {
  const [main, worker] = await Promise.all(
    (["main", "worker"] as const).map((thread) => compile(outputs, { weights: bound, thread })),
  );
  expect(await worker!.run(feeds)).toEqual(await main!.run(feeds));
  await Promise.all([main!.dispose(), worker!.dispose()]);
});

describe("a worker", () => {
  /** A second or so of matrix products. */
  const heavy = async (): Promise<{ program: Program; run: () => Promise<unknown> }> => {
    const size = 512;
    const matrix = input("matrix", [size, size]);
    let y = matrix;
    for (let i = 0; i < 60; i++) y = matmul(add(y, i), matrix, { scale: 1 / size });
    const program = await compile({ y }, { thread: "worker" });
    return { program, run: () => program.run({ matrix: f32([size, size], new Float32Array(size * size).fill(0.5)) }) };
  };

  test("leaves the event loop free during a run", async () => {
    const { program, run } = await heavy();
    // Turns of the event loop: a run in this thread would leave it one or two.
    let [turns, running] = [0, true];
    const turn = (): void => {
      turns++;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await run();
    running = false;
    expect(turns).toBeGreaterThanOrEqual(10);
    await program.dispose();
  });

  test("that ends rejects the runs that wait for it, and all later ones", async () => {
    const { program, run } = await heavy();
    const held = await program.hold({ matrix: f32([1], [0]) });
    const waiting = run();
    const outcome = expect(waiting).rejects.toThrow(new LoraGenError("the thread of this program has ended"));
    await program.dispose();
    await outcome;
    await expect(run()).rejects.toThrow("the thread of this program has ended");
    held.release();
    await program.dispose();
  });

  test("that is ended twice within a run ends both times", async () => {
    const { program, run } = await heavy();
    const outcome = expect(run()).rejects.toBeInstanceOf(LoraGenError);
    await Promise.all([program.dispose(), program.dispose()]);
    await outcome;
  }, 30_000);

  test("takes the feeds' buffers where it may", async () => {
    const program = await compile(outputs, { weights: bound, thread: "worker" });
    const own = { x: normal(5, 4), bias: feeds.bias };
    await program.run(own);
    expect(own.x.data.length).toBe(20);
    await program.run({ ...own, bias: f32([3], [1, 2, 3]) }, { transfer: true });
    expect(own.x.data.length).toBe(0);
    await program.dispose();
  });

  test("makes its session as it is told", async () => {
    const called = vi.spyOn(NodeThread.prototype, "call");
    const told = { threads: 1, planned: false, prepack: false };
    const program = await compile(outputs, { weights: bound, thread: "worker", ...told });
    const [request] = called.mock.calls[0]!;
    called.mockRestore();
    await program.dispose();
    const made = vi.fn((_: EmittedModel, __: SessionOptions) => Promise.resolve({} as Program));
    await new ProgramHost(made).answer(request);
    expect(made.mock.calls[0]![1]).toEqual(told);
  });

  test("that can't make its session says why, and is gone", async () => {
    // Element types that the operator does not take are found out by ONNX Runtime alone.
    await expect(compile({ y: silu(input("x", [2], "i64")) }, { thread: "worker" })).rejects.toThrow(/QuickGelu/);
  });
});

test("an error is of its class behind a thread too, with all that it tells", () => {
  const over = (error: unknown): Error => receivedError(structuredClone(sentError(error)));
  const cause = new TypeError("no such thing");
  const file = new FileError("a.json", "is damaged", { cause });
  const template = new ChatTemplateError("models/edge", "there is no chat template");
  for (const error of [new InputError("no"), template, file, cause, new Error("plain")]) {
    const received = over(error);
    expect(received).toStrictEqual(error);
    expect(received.constructor).toBe(error.constructor);
    expect([received.name, received.stack]).toEqual([error.name, error.stack]);
  }
  expect(over(file)).toMatchObject({ file: "a.json", cause });
  const foreign = Object.assign(new Error("out of memory"), { name: "OrtError", free: () => {} });
  expect(over(foreign)).toMatchObject({ name: "OrtError", message: "out of memory" });
  expect(over("thrown")).toEqual(new Error("thrown"));
});
