import { expect, test } from "vitest";
import type { EdgeModel } from "../../src/adapter/edge-model.js";
import { Specialists } from "../../src/service/specialists.js";

function setUp(most: number): { specialists: Specialists; loaded: string[]; released: string[] } {
  const [loaded, released]: [string[], string[]] = [[], []];
  const specialists = new Specialists(most, (id) => {
    loaded.push(id);
    if (id === "broken") return Promise.reject(new Error("no such adapter"));
    return Promise.resolve({ release: () => released.push(id) } as unknown as EdgeModel);
  });
  return { specialists, loaded, released };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the last used stay, the others are freed", async () => {
  const { specialists, loaded, released } = setUp(2);
  for (const id of ["a", "b", "a", "c"]) (await specialists.use(id)).done();
  await settle();
  expect([loaded, released, specialists.size]).toEqual([["a", "b", "c"], ["b"], 2]);
});

test("what is in use stays, whatever else comes", async () => {
  const { specialists, loaded, released } = setUp(1);
  const held = await specialists.use("a");
  for (const id of ["b", "c", "a"]) (await specialists.use(id)).done();
  await settle();
  expect([loaded, released]).toEqual([
    ["a", "b", "c"],
    ["b", "c"],
  ]);
  specialists.drop("a"); // someone removes the adapter
  await settle();
  expect(released).not.toContain("a");
  held.done();
  await settle();
  expect(released).toContain("a");
});

test("one that can't be loaded is tried anew", async () => {
  const { specialists, loaded } = setUp(1);
  for (let i = 0; i < 2; i++) await expect(specialists.use("broken")).rejects.toThrow("no such adapter");
  expect([loaded, specialists.size]).toEqual([["broken", "broken"], 0]);
});
