import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { noRedis, startRedis, type RedisServer } from "../service/redis.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { readLog } from "../training/log.js";
import { loraGen, start, type Started } from "./program.js";

// Seconds each where the machine is idle.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

interface Running extends Started {
  /** Lines of its log with this message. */
  logged(message: string): number;
  /** Resolves when there are so many. */
  logs(message: string, times?: number): Promise<void>;
}

describe.skipIf(noRedis)(`training over workers${noRedis ? ` (left out: ${noRedis})` : ""}`, () => {
  let [pair, redis]: [TinyPair, RedisServer] = [] as never;
  let root: string;
  const workers: Started[] = [];
  let survivor: Running;
  beforeAll(async () => {
    [pair, redis] = [await makeTinyPair(), await startRedis()];
    root = await mkdtemp(join(tmpdir(), "lora-gen-rounds-"));
    expect(await loraGen(["train", await recipe("here")])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    for (const { child } of workers) child.kill("SIGTERM");
    for (const { done } of workers) await done;
    await redis.remove();
    for (const directory of [pair.root, root]) await rm(directory, { recursive: true });
  });

  async function recipe(name: string, seed = 0): Promise<string> {
    const file = join(root, `${name}.yaml`);
    const text = `
      name: ${name}
      method: lm
      seed: ${seed}
      output: ${join(root, name)}
      data: { kind: nano, turns: 1, shots: [0, 0] }
      model: { config: ${pair.edge} }
      tokenizer: ${pair.tokenizer}
      schedule: { steps: 16, batch: 1, learningRate: 0.02, warmupSteps: 3 }
      validation: { every: 8, items: 4 }
      checkpoint: { every: 4 }
      rounds: { workers: 2, innerSteps: 4 }`;
    await writeFile(file, text.replaceAll("\n      ", "\n"));
    return file;
  }
  const over = (): string[] => ["--redis", redis.url, "--store", join(root, "store")];

  function work(file: string): Running {
    const started = start(["worker", ...over(), "--train", file, "-g", pair.generator, "--lock", "3"]);
    workers.push(started);
    const log: string[] = [];
    const listeners = new Set<() => void>();
    createInterface(started.child.stderr).on("line", (line) => {
      log.push(line);
      for (const listener of listeners) listener();
    });
    const ended = started.done.then(({ stderr }) => {
      throw new Error(`the worker has ended:\n${stderr}`);
    });
    ended.catch(() => {});
    return {
      ...started,
      logged: (message) => log.filter((line) => line.includes(`"msg":"${message}"`)).length,
      logs(message, times = 1) {
        const there = new Promise<void>((resolve) => {
          const look = (): void => {
            if (this.logged(message) >= times) resolve();
          };
          listeners.add(look);
          look();
        });
        return Promise.race([there, ended]);
      },
    };
  }

  test("gives what one process gives, though a worker is killed within a share", async () => {
    const file = await recipe("far");
    const pair = [work(file), work(file)];
    const run = loraGen(["train", file, ...over(), "--json"]);
    const lost = await Promise.race(pair.map(async (worker) => worker.logs("taken").then(() => worker)));
    lost.child.kill("SIGKILL");
    await once(lost.child, "close");
    survivor = pair.find((worker) => worker !== lost)!;
    expect(await run).toMatchObject({ code: 0, stderr: "" });
    expect(await readLog(join(root, "far"))).toEqual(await readLog(join(root, "here")));
    expect((await readLog(join(root, "far"))).flatMap((line) => line["workers"] ?? [])).toEqual([2, 2, 2, 2]);
  });

  test("goes on exactly where its coordinator was killed within a round", async () => {
    const file = await recipe("cut");
    const before = survivor.logged("taken");
    const run = start(["train", file, ...over()]);
    // The worker's third share is of the second round, behind a checkpoint.
    await survivor.logs("taken", before + 3);
    run.child.kill("SIGKILL");
    await run.done;
    expect(await loraGen(["train", file, ...over(), "--resume"])).toMatchObject({ code: 0, stderr: "" });
    expect(await readLog(join(root, "cut"))).toEqual(await readLog(join(root, "here")));
  });

  test("a worker with another model leaves the run alone, and says which setting differs", async () => {
    const file = await recipe("odd");
    const text = `name: odd\nmethod: lora\nedge: ${pair.edge}\noutput: ${join(root, "odd")}\ndata: { kind: nano }
schedule: { steps: 2, batch: 1 }\nrounds: { workers: 1 }\n`;
    await writeFile(file, text);
    const other = await recipe("other");
    await writeFile(other, text.replace(pair.edge, pair.cloud));
    const [unfit, run] = [work(other), start(["train", file, ...over()])];
    const { code, stderr } = await unfit.done;
    expect(code).toBe(1);
    // The run waits for another, until it is interrupted.
    run.child.kill("SIGINT");
    expect(await run.done).toMatchObject({ code: 130 });
    expect(stderr.split("\n")).toContain(
      `${pair.cloud}: "edge" of the recipe is not what it is where the run is; copy it from there`,
    );
  });
});

test("workers without rounds, and rounds without a store, are wrong usage", async () => {
  const root = await mkdtemp(join(tmpdir(), "lora-gen-rounds-"));
  const file = join(root, "recipe.yaml");
  const text = `name: x\nmethod: lora\nedge: x\noutput: ${root}/out\ndata: { kind: nano }\nschedule: { steps: 1 }\n`;
  await writeFile(file, text);
  const [plain, bare] = await Promise.all([
    loraGen(["train", file, "--redis", "redis://127.0.0.1:1"]),
    loraGen(["worker", "--redis", "redis://127.0.0.1:1", "--store", root, "--train", file]),
  ]);
  expect(plain).toMatchObject({
    code: 2,
    stderr: `${file} has no "rounds", so there is nothing to deal out; leave --redis out\n`,
  });
  const stored = await loraGen(["train", file, "--store", root], "", { REDIS_URL: "" });
  expect(stored).toMatchObject({
    code: 2,
    stderr: `${file} has no "rounds", so there is nothing to deal out; leave --store out\n`,
  });
  expect(bare.code).toBe(1);
  expect(bare.stderr).toContain(`${file} is not trained in rounds, so there are no shares; give it "rounds"`);
  await writeFile(file, `${text}rounds: { workers: 2 }\n`);
  expect(await loraGen(["train", file, "--redis", "redis://127.0.0.1:1"])).toMatchObject({
    code: 2,
    stderr: "workers put what they train into a directory or bucket that this run has, too: give --store\n",
  });
  await rm(root, { recursive: true });
});
