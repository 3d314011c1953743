import { expect, test } from "vitest";
import { ApiError } from "../../src/service/api-error.js";
import { FairSlots } from "../../src/service/fair-slots.js";

/** Lets everything happen that is only waiting for its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("clients that wait are served in turn, each in its own order", async () => {
  const slots = new FairSlots({ slots: 1 });
  const served: string[] = [];
  const release = await slots.acquire("first");
  const work = async (client: string, name: string): Promise<void> => {
    const done = await slots.acquire(client);
    served.push(name);
    done();
  };
  const all = [
    ...["a1", "a2", "a3", "a4"].map((name) => work("a", name)),
    ...["b1", "b2"].map((name) => work("b", name)),
    work("c", "c1"),
  ];
  expect([slots.waiting, slots.active]).toEqual([7, 1]);
  release();
  release(); // once is all it counts
  await Promise.all(all);
  expect(served).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
  expect([slots.waiting, slots.active]).toEqual([0, 0]);
});

test("no more run at once than there are places", async () => {
  const slots = new FairSlots({ slots: 3 });
  let [running, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const release = await slots.acquire(`client ${i % 4}`);
      most = Math.max(most, ++running);
      await settle();
      running--;
      release();
    }),
  );
  expect(most).toBe(3);
});

test("a full queue refuses with the time to come again; one client alone may take half of it", async () => {
  const slots = new FairSlots({ slots: 1, waiting: 4 });
  const release = await slots.acquire("a");
  const waiting = [slots.acquire("a"), slots.acquire("a")];
  const refused = async (client: string): Promise<ApiError> => {
    const error: unknown = await slots.acquire(client).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    return error as ApiError;
  };
  expect((await refused("a")).status).toBe(429);
  waiting.push(slots.acquire("b"), slots.acquire("c"));
  const error = await refused("d");
  expect(error.body.error).toMatchObject({ type: "rate_limit_error", code: "queue_full" });
  expect(Number(error.details.headers?.["Retry-After"])).toBeGreaterThanOrEqual(1);
  release();
  await Promise.all(waiting.map(async (next) => (await next)()));
  expect([slots.waiting, slots.active]).toEqual([0, 0]);
});

test("who leaves the queue frees the place in it at once", async () => {
  const slots = new FairSlots({ slots: 1, waiting: 2 });
  const release = await slots.acquire("a");
  const leaving = new AbortController();
  const left = slots.acquire("b", leaving.signal);
  const stays = slots.acquire("c");
  leaving.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");
  expect(slots.waiting).toBe(1);
  await expect(slots.acquire("d", leaving.signal)).rejects.toThrow("gone");
  release();
  (await stays)();
  leaving.abort();
  expect([slots.waiting, slots.active]).toEqual([0, 0]);
});
