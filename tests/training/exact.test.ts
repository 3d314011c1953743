import { expect, test } from "vitest";
import { f32 } from "../../src/tensor/host-tensor.js";
import { answerMatches, countExact, isExact } from "../../src/training/exact.js";

test("an answer is a run of weights within a row, and is exact if all its tokens are the first choice", () => {
  // Two rows; the first has two answers, and the second begins where the first ended.
  const weights = f32([2, 6], [1, 1, 0, 1, 1, 1, 0.5, 0.5, 0.5, 0, 0, 1]);
  const top = f32([2, 6], [1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1]);
  const matches = answerMatches(top, weights);
  expect(matches).toEqual([
    { tokens: 2, right: 2 },
    { tokens: 3, right: 2 },
    { tokens: 3, right: 1 },
    { tokens: 1, right: 1 },
  ]);
  expect(matches.map(isExact)).toEqual([true, false, false, true]);
  const counts = { all: 1, exact: 1 };
  countExact(top, weights, counts);
  expect(counts).toEqual({ all: 5, exact: 3 });
});
