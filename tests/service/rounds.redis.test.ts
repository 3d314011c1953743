import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FileError, TrainingError } from "../../src/errors.js";
import { startCoordinator, type Coordinator } from "../../src/service/rounds-coordinator.js";
import { startShareWorker, type ShareWorkerSettings } from "../../src/service/rounds-worker.js";
import { openStates } from "../../src/service/state-store.js";
import { createOptimizer } from "../../src/training/optimizer.js";
import { trainShare, type RunShares } from "../../src/training/rounds.js";
import { train, type TrainerHooks } from "../../src/training/trainer.js";
import { fakeObjective, fakeSettings } from "../training/fake-objective.js";
import { readLog, type LogLine } from "../training/log.js";
import { noRedis, startRedis, type RedisServer } from "./redis.js";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const identity = { settings: "f".repeat(64), parts: { data: "1" } };
const settings = (output: string) =>
  fakeSettings(output, {
    steps: 20,
    validateEvery: 8,
    checkpointEvery: 8,
    rounds: { workers: 2, innerSteps: 4, outerLearningRate: 0.7, outerMomentum: 0.9 },
  });
const onError = (): void => {};

describe.skipIf(noRedis)(`rounds over workers in Redis${noRedis ? ` (left out: ${noRedis})` : ""}`, () => {
  let [redis, root]: [RedisServer, string] = [] as never;
  const ends: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    redis = await startRedis();
    root = await mkdtemp(join(tmpdir(), "lora-gen-rounds-"));
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await redis.remove();
    await rm(root, { recursive: true });
  });

  /** A worker with an objective of its own. */
  async function work(changes: Partial<ShareWorkerSettings> = {}): Promise<{ stop: () => Promise<void> }> {
    const objective = fakeObjective();
    const optimizer = await createOptimizer(objective, settings(root));
    const worker = await startShareWorker({
      url: redis.url,
      onError,
      store: await openStates(join(root, "store")),
      identity,
      signal: new AbortController().signal,
      check: () => {},
      train: (share, tensors) => trainShare(objective, optimizer, settings(root), share, tensors),
      ...changes,
    });
    ends.push(() => worker.stop());
    return worker;
  }

  async function coordinate(signal = new AbortController().signal, lost: string[] = []): Promise<Coordinator> {
    const coordinator = await startCoordinator({
      url: redis.url,
      onError,
      store: await openStates(join(root, "store")),
      identity,
      run: "a".repeat(64),
      signal,
      onLost: ({ index, from }, reason) => lost.push(`${from}/${index}: ${reason}`),
    });
    ends.push(() => coordinator.dispose());
    return coordinator;
  }

  /** The log of a run, and where its point ended. */
  async function run(name: string, hooks: TrainerHooks): Promise<{ lines: LogLine[]; point: unknown }> {
    const objective = fakeObjective();
    await train(objective, settings(join(root, name)), hooks);
    return { lines: await readLog(join(root, name)), point: objective.parameters["point"]!.data };
  }
  /** In this process, where shares by number may be lost. */
  const here = async (name: string, lost: (from: number, index: number) => boolean = () => false) => {
    const objective = fakeObjective();
    const optimizer = await createOptimizer(objective, settings(root));
    const runShares: RunShares = async (shares, tensors) => {
      const results = [];
      for (const share of shares)
        results.push(
          lost(share.from, share.index)
            ? undefined
            : await trainShare(objective, optimizer, settings(root), share, tensors),
        );
      return results;
    };
    return run(name, { runShares });
  };

  test("are those of one process to the last digit, and leave nothing in the store", async () => {
    const workers = [await work(), await work()];
    const { runShares } = await coordinate();
    expect(await run("far", { runShares })).toEqual(await here("near"));
    for (const worker of workers) await worker.stop();
    const content = join(root, "store", "content-v2");
    const files = await readdir(content, { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
  });

  test("a share that fails is tried anew, and lost after three times, at the cost of itself alone", async () => {
    const lost: string[] = [];
    const objective = fakeObjective();
    const optimizer = await createOptimizer(objective, settings(root));
    const tries: string[] = [];
    await work({
      async train(share, tensors) {
        tries.push(`${share.from}/${share.index}`);
        if (share.from === 4 && share.index === 1) throw new Error("out of memory");
        if (share.from === 8 && tries.filter((t) => t === "8/0").length < 2) throw new Error("once");
        return trainShare(objective, optimizer, settings(root), share, tensors);
      },
    });
    const { runShares } = await coordinate(undefined, lost);
    const far = await run("far", { runShares });
    expect(lost).toEqual(["4/1: out of memory"]);
    expect(tries.filter((t) => t === "4/1")).toHaveLength(3);
    expect(far).toEqual(await here("near", (from, index) => from === 4 && index === 1));
    expect(far.lines.flatMap((line) => line["workers"] ?? [])).toEqual([2, 1, 2, 2, 2]);
  });

  test("a loss that is not finite ends the run, as it does in one process", async () => {
    const objective = fakeObjective({ spoil: (result, number) => number === 11 && (result.loss = NaN) });
    const optimizer = await createOptimizer(objective, settings(root));
    await work({ train: (share, tensors) => trainShare(objective, optimizer, settings(root), share, tensors) });
    const { runShares } = await coordinate();
    const error = await run("far", { runShares }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TrainingError);
    expect((error as Error).message).toMatch(/^step 6: the loss is NaN; /);
  });

  test("a run that is stopped within a round leaves it to the workers, and finds it when it goes on", async () => {
    const stop = new AbortController();
    const first = await coordinate(stop.signal);
    let taken = 0;
    const objective = fakeObjective();
    const optimizer = await createOptimizer(objective, settings(root));
    const busy: Partial<ShareWorkerSettings> = {
      onTake({ from }) {
        if (from === 12 && taken++ === 0) stop.abort();
      },
      train: (share, tensors) => trainShare(objective, optimizer, settings(root), share, tensors),
    };
    await work(busy);
    const { lines } = await run("far", { runShares: first.runShares, signal: stop.signal });
    expect(lines.at(-1)!.step).toBe(12);
    expect(await readdir(join(root, "far", "checkpoints"))).toContain("step-0000012");
    await first.dispose();
    const { runShares } = await coordinate();
    expect(await run("far", { runShares, resume: true })).toEqual(await here("near"));
  });

  test("Redis started anew without the round is given it again", async () => {
    const { runShares } = await coordinate();
    const running = run("far", { runShares });
    // There is no worker: the round waits, and is gone with what Redis had.
    await vi.waitFor(async () => expect(await redis.keys("bull:lora-gen-rounds-*:waiting-children")).toBe(1), 60_000);
    await redis.flush();
    await work();
    expect(await running).toEqual(await here("near"));
  });

  test("a worker whose parts are others leaves the shares to those that fit, and says so", async () => {
    const told: string[] = [];
    await work({
      check() {
        throw new FileError("data.jsonl", "is not what it is where the run is");
      },
      onUnfit: (error) => told.push((error as Error).message),
    });
    const { runShares } = await coordinate();
    const running = run("far", { runShares });
    await vi.waitFor(() => expect(told).toHaveLength(1), 60_000);
    await work();
    expect(await running).toEqual(await here("near"));
    expect(told).toEqual(["data.jsonl: is not what it is where the run is"]);
  });

  test("two workers reach the best loss of one in fewer steps of each", async () => {
    const changes = {
      ...{ steps: 96, validateEvery: 8, finalLearningRate: 0.01, weightDecay: 0 },
      rounds: { workers: 1, innerSteps: 8, outerLearningRate: 1, outerMomentum: 0 },
    };
    const settings = (name: string, workers: number) =>
      fakeSettings(join(root, name), { ...changes, rounds: { ...changes.rounds, workers } });
    for (let i = 0; i < 2; i++) {
      const objective = fakeObjective({ batch: 1 });
      const optimizer = await createOptimizer(objective, settings("", 2));
      await work({ train: (share, tensors) => trainShare(objective, optimizer, settings("", 2), share, tensors) });
    }
    const losses = async (name: string, workers: number): Promise<number[]> => {
      const { runShares, dispose } = await coordinate();
      await train(fakeObjective({ batch: 1 }), settings(name, workers), { runShares });
      await dispose();
      return (await readLog(join(root, name))).flatMap((line) => line["validation.loss"] ?? []);
    };
    const [one, two] = [await losses("one", 1), await losses("two", 2)];
    // One has its best at its end; two are there after a third of the steps, and end far below.
    const goal = Math.min(...one);
    expect(two.findIndex((loss) => loss <= goal)).toBeLessThan(one.indexOf(goal) / 2);
    expect(two.at(-1)).toBeLessThan(0.6 * goal);
  });
});
