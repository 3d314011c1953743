import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { AdapterJob } from "../../src/service/adapter-maker.js";
import { adapterId, type AdapterRecord } from "../../src/service/adapter-store.js";
import { diskStore } from "../../src/service/disk-store.js";
import { FairSlots } from "../../src/service/fair-slots.js";
import { SharedJobs, type Maker } from "../../src/service/jobs.js";
import { contentFiles } from "./content-files.js";

const job = (id: string): AdapterJob => ({ id, owner: "", prompt: `prompt of ${id}` });
const record = (id: string): AdapterRecord => ({
  id,
  owner: "",
  created: 1,
  promptTokens: 2,
  contextTokens: 3,
  bytes: 4,
});
const never = new AbortController().signal;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A maker whose jobs end when they are told to. */
class ToldMaker implements Maker {
  readonly made: string[] = [];
  readonly #ends = new Map<string, { resolve: (r: AdapterRecord) => void; reject: (e: Error) => void }>();
  make({ id }: AdapterJob): Promise<AdapterRecord> {
    this.made.push(id);
    return new Promise((resolve, reject) => this.#ends.set(id, { resolve, reject }));
  }
  end(id: string): void {
    this.#ends.get(id)!.resolve(record(id));
  }
  dispose = (): Promise<void> => Promise.resolve();
  fail(id: string): void {
    this.#ends.get(id)!.reject(new Error("no luck"));
  }
}

function setUp(): { maker: ToldMaker; jobs: SharedJobs; slots: FairSlots } {
  const maker = new ToldMaker();
  const slots = new FairSlots({ slots: 1, waiting: 8 });
  return { maker, jobs: new SharedJobs(maker, slots), slots };
}

test("requests for one adapter share one job; one that leaves does not end it", async () => {
  const { maker, jobs } = setUp();
  const leaving = new AbortController();
  const all = [leaving.signal, never, never].map((signal, i) => jobs.make(job("a"), { client: `${i}`, signal }));
  await settle();
  leaving.abort(new Error("gone"));
  await expect(all[0]).rejects.toThrow("gone");
  maker.end("a");
  expect(await Promise.all(all.slice(1))).toEqual([record("a"), record("a")]);
  expect(maker.made).toEqual(["a"]);
});

test("a job that nobody waits for any more leaves the queue", async () => {
  const { maker, jobs, slots } = setUp();
  const first = jobs.make(job("a"), { client: "x", signal: never });
  const leaving = new AbortController();
  const second = jobs.make(job("b"), { client: "x", signal: leaving.signal });
  await settle();
  expect(slots.waiting).toBe(1);
  leaving.abort(new Error("gone"));
  await expect(second).rejects.toThrow("gone");
  await settle();
  expect(slots.waiting).toBe(0);
  maker.end("a");
  await first;
  expect(maker.made).toEqual(["a"]);
});

test("a job that fails is told to all who wait, and is done anew for the next", async () => {
  const { maker, jobs } = setUp();
  const both = [1, 2].map(() => jobs.make(job("a"), { client: "x", signal: never }));
  await settle();
  maker.fail("a");
  for (const waiting of both) await expect(waiting).rejects.toThrow("no luck");
  const again = jobs.make(job("a"), { client: "x", signal: never });
  await settle();
  maker.end("a");
  expect(await again).toEqual(record("a"));
  expect(maker.made).toEqual(["a", "a"]);
});

const directories: string[] = [];
const directory = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), "lora-gen-disk-store-"));
  directories.push(made);
  return made;
};
afterAll(() => Promise.all(directories.map((d) => rm(d, { recursive: true }))));

test("the store gives what was put in, to every process; what is damaged is gone", async () => {
  const root = await directory();
  const [store, other] = [diskStore(root), diskStore(root)];
  const archive = Uint8Array.from({ length: 1000 }, (_, i) => i);
  expect([await store.info("a"), await store.read("a")]).toEqual([undefined, undefined]);
  await Promise.all([
    store.write(record("a"), archive),
    other.write(record("a"), archive),
    store.write(record("b"), archive),
  ]);
  expect(await other.info("a")).toEqual(record("a"));
  expect(new Uint8Array((await other.read("a"))!)).toEqual(archive);
  await store.remove("b");
  expect(await other.info("b")).toBeUndefined();
  expect(await other.read("b")).toBeUndefined();
  // What is removed frees the disk, and takes from no other adapter what is alike.
  const contents = await contentFiles(root);
  expect(contents).toHaveLength(1);
  expect(new Uint8Array((await other.read("a"))!)).toEqual(archive);

  await writeFile(contents[0]!, "something else");
  expect(await store.read("a")).toBeUndefined();
  expect(await store.info("a")).toBeUndefined();
  await store.write(record("a"), archive);
  expect(new Uint8Array((await other.read("a"))!)).toEqual(archive);
});

test("an id tells generator, edge model, owner and prompt apart", () => {
  const [g, h] = ["1".repeat(64), "2".repeat(64)];
  const ids = [
    adapterId({ generator: g, edge: h }, "", "p"),
    adapterId({ generator: h, edge: g }, "", "p"),
    adapterId({ generator: g, edge: h }, "key-1", "p"),
    adapterId({ generator: g, edge: h }, "", "key-1\np"),
    adapterId({ generator: g, edge: h }, "", "q"),
  ];
  expect(new Set(ids).size).toBe(5);
  expect(ids[0]).toBe(adapterId({ generator: g, edge: h }, "", "p"));
});
