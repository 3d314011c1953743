import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  causalMask,
  constant,
  input,
  maskLengths,
  maskPositions,
  maskTotal,
  rotate,
  treeMask,
} from "../../src/graph/index.js";
import { f32, i64 } from "../../src/tensor/host-tensor.js";
import { at, build, type Ndarray } from "./ndarray.js";
import { checkOperation, ids, real, runOnce } from "./operation-case.js";

describe("rotate", () => {
  const [positions, half] = [6, 2];
  const angle = (position: number, i: number): number => position * 10 ** -i;
  const table = (f: (angle: number) => number) =>
    constant(
      f32(
        [positions, half],
        Array.from({ length: positions * half }, (_, i) => f(angle(Math.floor(i / half), i % half))),
      ),
    );
  const tables = { cos: table(Math.cos), sin: table(Math.sin) };
  /** Pairs are an element of a head's first half and the same of its second. */
  const reference = (x: Ndarray, position: (row: number, token: number) => number, direction = 1): Ndarray =>
    build(x.shape, ([row, token, column]) => {
      const within = column! % (2 * half);
      const turn = direction * angle(position(row!, token!), within % half);
      const partner = at(x, [row!, token!, within < half ? column! + half : column! - half]);
      return (
        at(x, [row!, token!, column!]) * Math.cos(turn) + partner * (within < half ? -Math.sin(turn) : Math.sin(turn))
      );
    });
  const sizes = { width: fc.constantFrom(4, 8, 12) };

  test.each([false, true])("turns each pair of a head by its position (inverse: %s)", (inverse) =>
    checkOperation({
      inputs: [real("rows", "tokens", "width"), ids(positions, "rows", "tokens")],
      fixed: ["width"],
      sizes,
      build: ([x, at], { width }) => rotate(x!, at!, { heads: width! / 4, ...tables }, inverse),
      reference: ([x, positions]) => reference(x!, (row, token) => at(positions!, [row, token]), inverse ? -1 : 1),
    }),
  );

  test("counts from the first position, given one", () =>
    checkOperation({
      inputs: [real("rows", "tokens", "width")],
      fixed: ["width"],
      sizes,
      build: ([x], { width }) => rotate(x!, constant(i64([1], [2])), { heads: width! / 4, ...tables }),
      reference: ([x]) => reference(x!, (_, token) => 2 + token),
    }));
});

describe("masks", () => {
  const x = input("x", ["rows", "tokens", 1]);
  const value = f32([2, 4, 1], new Float32Array(8));
  const seen = (mask: ArrayLike<number | bigint>): string =>
    Array.from(mask, (v) => (Number(v) === 0 ? "x" : Number(v) <= -1e9 ? "." : "?")).join("");

  test("causalMask lets a token see itself and what stands before it", async () => {
    const { y } = await runOnce({ y: causalMask(x) }, { x: value });
    expect(y!.shape).toEqual([1, 1, 4, 4]);
    expect(seen(y!.data)).toBe("x..." + "xx.." + "xxx." + "xxxx");
  });

  test("causalMask of queries at chosen positions", async () => {
    const { y } = await runOnce(
      { y: causalMask(x, input("at", ["rows", "count"], "i64")) },
      { x: value, at: i64([2, 2], [3, 0, 1, 1]) },
    );
    expect(y!.shape).toEqual([2, 1, 2, 4]);
    expect(seen(y!.data)).toBe("xxxx" + "x..." + "xx.." + "xx..");
  });

  test("treeMask lets a token see itself and those it stands behind", async () => {
    const ends = input("ends", ["rows", "tokens"], "i64");
    // A prefix with two branches; and one whose first branch parts again.
    const { y } = await runOnce({ y: treeMask(ends) }, { ends: i64([2, 5], [4, 2, 2, 4, 4, 4, 3, 2, 3, 4]) });
    expect(y!.shape).toEqual([2, 1, 5, 5]);
    expect(seen(y!.data)).toBe(
      "x...." + "xx..." + "xxx.." + "x..x." + "x..xx" + "x...." + "xx..." + "xxx.." + "xx.x." + "x...x",
    );
  });
});

test("an attention mask tells lengths and positions, behind padding on either side", async () => {
  const mask = input("mask", ["rows", "total"], "i64");
  const ids = input("ids", ["rows", "tokens"], "i64");
  const results = await runOnce(
    { lengths: maskLengths(mask), total: maskTotal(mask), positions: maskPositions(mask, ids) },
    { mask: i64([3, 4], [1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0]), ids: i64([3, 3], Array(9).fill(7)) },
  );
  expect([...results["lengths"]!.data]).toEqual([3, 1, 1]);
  expect([...results["total"]!.data]).toEqual([4]);
  expect([...results["positions"]!.data].map(Number)).toEqual([1, 2, 3, 0, 0, 1, 1, 1, 1]);
  expect(() => maskLengths(input("mask", ["rows"], "i64"))).toThrow("maskLengths([rows]): needs an i64 mask");
});
