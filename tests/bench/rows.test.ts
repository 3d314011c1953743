import { expect, test } from "vitest";
import { alternate, versus } from "../../bench/rows.js";

test("a ratio above 1 says that ours is better, of more as of less", () => {
  expect(versus("speed", "tokens/s", "more", [20, 30], [10, 15])).toMatchObject({ ours: 30, peer: 15, ratio: 2 });
  expect(versus("time", "ms", "less", [20, 30], [60, 50])).toMatchObject({ ours: 20, peer: 50, ratio: 2.5 });
});

test("the ratio of the best lies between those of runs side by side", () => {
  const { ratio, low, high } = versus("speed", "tokens/s", "more", [10, 6, 9], [5, 12, 9]);
  expect([low, ratio, high]).toEqual([0.5, 10 / 12, 2]);
});

test("runs alternate, behind one of each that does not count", async () => {
  const order: string[] = [];
  const measure = (name: string) => (): Promise<number> => Promise.resolve(order.push(name));
  const samples = await alternate(2, { a: measure("a"), b: measure("b") });
  expect(order.join("")).toBe("ababab");
  expect(samples).toEqual({ a: [3, 5], b: [4, 6] });
});
