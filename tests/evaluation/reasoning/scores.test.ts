import { expect, test } from "vitest";
import { mark, means } from "../../../src/evaluation/reasoning/scores.js";

test("acc takes the likeliest choice, acc_norm the likeliest for each character, and the first of equals", () => {
  const asked = { answer: 1, lengths: [2, 10, 1] };
  expect(mark(asked, [-2, -5, -3])).toEqual({ acc: false, accNorm: true });
  expect(mark(asked, [-6, -5, -5])).toEqual({ acc: true, accNorm: true });
  expect(mark({ ...asked, answer: 2 }, [-6, -5, -5])).toEqual({ acc: false, accNorm: false });
});

test("AVE and HAR are the arithmetic and the harmonic mean", () => {
  expect(means([0.5, 0.25])).toEqual({ ave: 0.375, har: 1 / 3 });
  expect(means([0.5, 0])).toEqual({ ave: 0.25, har: 0 });
});
