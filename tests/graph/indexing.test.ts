import { describe, expect, test } from "vitest";
import {
  constant,
  embedding,
  gatherIds,
  gatherPositions,
  gradients,
  input,
  less,
  rearrange,
  shiftIds,
  sum,
  tokenPositions,
} from "../../src/graph/index.js";
import { f32, i64 } from "../../src/tensor/host-tensor.js";
import { at, build } from "./ndarray.js";
import { checkOperation, ids, real, runOnce } from "./operation-case.js";

describe("reading by index", () => {
  test("embedding, whose gradient adds up where an id comes twice", async () => {
    await checkOperation({
      inputs: [real("rows", "width"), ids("rows", "m", 3)],
      build: ([table, index]) => embedding(table!, index!),
      reference: ([table, index], { m, width }) =>
        build([m!, 3, width!], ([i, j, w]) => at(table!, [at(index!, [i!, j!]), w!])),
    });
    const table = input("table", [3, 2]);
    const [gradient] = gradients(sum(embedding(table, constant(i64([4], [1, 1, 2, 1])))), [table]);
    const { g } = await runOnce({ g: gradient! }, { table: f32([3, 2], [0, 0, 0, 0, 0, 0]) });
    expect(g).toBeAllclose(f32([3, 2], [0, 0, 3, 3, 1, 1]));
  });

  test("gatherPositions reads each row at its own positions", () =>
    checkOperation({
      inputs: [real("rows", "tokens", "width"), ids("tokens", "rows", "count")],
      build: ([x, positions]) => gatherPositions(x!, positions!),
      reference: ([x, positions], { rows, count, width }) =>
        build([rows!, count!, width!], ([row, c, w]) => at(x!, [row!, at(positions!, [row!, c!]), w!])),
    }));

  test("rearrange puts rows elsewhere, with zeros between, and its gradient back", () =>
    checkOperation({
      inputs: [real(2, 3, "width")],
      build: ([x]) => {
        // Of 6 places the fourth is nowhere; of 8 new ones three are empty.
        const to = constant(i64([2, 4], [5, 6, 0, 6, 1, 2, 4, 6]));
        return rearrange(x!, to, constant(i64([2, 3], [2, 4, 5, 8, 6, 0])));
      },
      reference: ([x], { width }) =>
        build([2, 4, width!], ([i, j, w]) => {
          const place = [5, 6, 0, 6, 1, 2, 4, 6][4 * i! + j!]!;
          return place < 6 ? at(x!, [Math.floor(place / 3), place % 3, w!]) : 0;
        }),
    }));

  test("gatherIds reads each row's at its own places", async () => {
    const outputs = { y: gatherIds(input("x", ["rows", "tokens"], "i64"), input("at", ["rows", "count"], "i64")) };
    const { y } = await runOnce(outputs, { x: i64([2, 3], [5, 6, 7, 8, 9, 10]), at: i64([2, 2], [2, 0, 1, 1]) });
    expect(y).toBeAllclose(i64([2, 2], [7, 5, 9, 9]));
  });

  test("shiftIds holds ids within the second table", async () => {
    const { y } = await runOnce({ y: shiftIds([constant(i64([5], [0, 9, 10, 12, 13]))], { offset: 10, size: 3 }) });
    expect(y).toBeAllclose(i64([5], [0, 0, 0, 2, 2]));
  });

  test("less and tokenPositions", async () => {
    const x = input("x", ["rows", "tokens"], "i64");
    const outputs = { below: less([x, constant(i64([], [3]))], undefined), positions: tokenPositions(x) };
    const results = await runOnce(outputs, { x: i64([2, 3], [1, 3, 2, 5, 0, 4]) });
    expect([...results["below"]!.data]).toEqual([1, 0, 1, 0, 1, 0]);
    expect(results["positions"]).toBeAllclose(i64([1, 3], [0, 1, 2]));
  });
});
