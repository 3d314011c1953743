import { describe, expect, test } from "vitest";
import { branchRow, TokenTree } from "../../src/lm/token-tree.js";

describe("a tree of sequences", () => {
  test("holds once what they begin with", () => {
    const tree = new TokenTree();
    expect(tree.add([1, 2, 3])).toEqual([0, 1, 2]);
    expect(tree.cost([1, 2, 4, 5])).toBe(2);
    expect(tree.add([1, 2, 4, 5])).toEqual([0, 1, 3, 4]);
    expect(tree.add([1, 2, 4, 5])).toEqual([0, 1, 3, 4]);
    expect(tree.add([1, 6])).toEqual([0, 5]);
    expect(tree.add([7])).toEqual([6]);
    expect(tree.ids).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(tree.positions).toEqual([0, 1, 2, 2, 3, 1, 0]);
    expect(tree.ends).toEqual([5, 4, 2, 4, 4, 5, 6]);
  });

  test("may have a sequence that ends where another goes on", () => {
    const tree = new TokenTree();
    expect(tree.add([1])).toEqual([0]);
    expect(tree.add([1, 2])).toEqual([0, 1]);
    expect(tree.ends).toEqual([1, 1]);
  });
});

test("branches stay apart though they begin alike", () => {
  expect(
    branchRow(
      [1, 2],
      [
        [3, 4],
        [3, 5, 6],
      ],
    ),
  ).toEqual({
    ids: [1, 2, 3, 4, 3, 5, 6],
    positions: [0, 1, 2, 3, 2, 3, 4],
    ends: [6, 6, 3, 3, 6, 6, 6],
    firsts: [2, 4],
  });
});
