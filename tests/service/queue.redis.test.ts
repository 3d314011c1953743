import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { runWorker } from "../../src/service/run-worker.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { loraGen } from "../cli/program.js";
import { noRedis, startRedis, type RedisServer } from "./redis.js";
import { startServing, type Serving } from "./serving.js";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(noRedis)(`jobs in Redis${noRedis ? ` (left out: ${noRedis})` : ""}`, () => {
  let pair: TinyPair;
  let redis: RedisServer;
  let store: string;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    pair = await makeTinyPair();
  });
  afterAll(() => rm(pair.root, { recursive: true }));
  const setUp = async (): Promise<Serving> => {
    redis = await startRedis();
    store = await mkdtemp(join(tmpdir(), "lora-gen-queue-"));
    const serving = await startServing({ generator: pair.generator, store, redis: redis.url });
    ends.push(serving.stop);
    return serving;
  };
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await redis.remove();
    await rm(store, { recursive: true });
  });

  /** A worker in this process; its log tells what it made. */
  async function work(): Promise<{ made: () => string[]; stop: () => Promise<void> }> {
    const end = new AbortController();
    const log: string[] = [];
    let done: Promise<void> | undefined;
    await new Promise<void>((resolve, reject) => {
      done = runWorker({
        generator: pair.generator,
        store,
        redis: redis.url,
        lock: 2,
        signal: end.signal,
        log: (line) => log.push(line),
        onReady: resolve,
      });
      done.catch(reject);
    });
    const stop = async (): Promise<void> => {
      end.abort();
      await done;
    };
    ends.push(stop);
    return {
      stop,
      made: () =>
        log.flatMap((line) => {
          const { msg, adapter } = JSON.parse(line) as { msg: string; adapter: string };
          return msg === "made" ? [adapter] : [];
        }),
    };
  }

  const ask = async (
    serving: Serving,
    system: string,
  ): Promise<{ status: number; adapter: string; message: string }> => {
    const response = await serving.post("/v1/chat/completions", {
      model: "lora-gen",
      max_tokens: 3,
      messages: [
        { role: "system", content: system },
        { role: "user", content: "x" },
      ],
    });
    const body = (await response.json()) as { adapter: string; error?: { message: string } };
    return { status: response.status, adapter: body.adapter, message: body.error?.message ?? "" };
  };

  test("workers make what a server is asked for, each adapter once, and tell what can't be made", async () => {
    const serving = await setUp();
    // A request waits until there is a worker.
    const early = ask(serving, "early");
    const workers = [await work(), await work()];
    const prompts = ["a", "b", "c", "a", "b", "c", "a"];
    const answers = [await early, ...(await Promise.all(prompts.map((prompt) => ask(serving, prompt))))];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const ids = new Set(answers.map(({ adapter }) => adapter));
    expect(ids.size).toBe(4);
    expect(workers.flatMap(({ made }) => made()).sort()).toEqual([...ids].sort());
    const refused = await ask(serving, "x".repeat(2000));
    expect(refused.status).toBe(400);
    expect(refused.message).toContain("the cloud model reads at most");
    // What is there needs no worker.
    for (const { stop } of workers) await stop();
    expect((await ask(serving, "a")).status).toBe(200);
  });

  test("a server whose port is taken ends, though it had a queue already", async () => {
    const { port } = new URL((await setUp()).url);
    const argv = ["serve", "-g", pair.generator, "--port", port, "--redis", redis.url, "--store", store];
    expect(await loraGen(argv)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("another program listens there") as string,
    });
  });

  test("the job of a worker that was killed is done by another, once", async () => {
    const serving = await setUp();
    const argv = ["--import", "tsx", "tests/service/stuck-worker.ts", redis.url, pair.generator, "2"];
    const stuck = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    const taken = new Promise<void>((resolve, reject) => {
      stuck.stdout.on("data", (chunk) => {
        told += String(chunk);
        if (told.includes("taken")) resolve();
      });
      stuck.once("exit", () => reject(new Error(`the worker has ended: ${told}`)));
    });
    const asked = [ask(serving, "lost"), ask(serving, "lost")];
    await taken;
    stuck.kill("SIGKILL");
    await once(stuck, "close");
    const worker = await work();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(worker.made()).toEqual([answers[0]!.adapter]);
    expect(answers[1]!.adapter).toBe(answers[0]!.adapter);
  });

  test("while Redis starts anew, requests wait", async () => {
    const serving = await setUp();
    await work();
    expect((await ask(serving, "before")).status).toBe(200);
    await redis.stop();
    const during = [ask(serving, "during"), ask(serving, "meanwhile")];
    // What is in the store is served all the same.
    expect((await ask(serving, "before")).status).toBe(200);
    await redis.start();
    expect((await Promise.all(during)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await ask(serving, "after")).status).toBe(200);
  });

  test("a request whose job nobody does is ended by its deadline, and so is the server", async () => {
    redis = await startRedis();
    store = await mkdtemp(join(tmpdir(), "lora-gen-queue-"));
    const serving = await startServing({ generator: pair.generator, store, redis: redis.url, deadline: 1 });
    expect(await ask(serving, "nobody")).toMatchObject({ status: 504, message: "the request was not done within 1 s" });
    await redis.stop();
    expect((await ask(serving, "nothing")).status).toBe(504);
    await serving.stop();
  });
});
