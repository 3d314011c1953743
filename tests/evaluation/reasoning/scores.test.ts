import fc from "fast-check";
import { expect, test } from "vitest";
import { mark, means, share } from "../../../src/evaluation/reasoning/scores.js";

test("acc takes the likeliest choice, acc_norm the likeliest for each character, and the first of equals", () => {
  const asked = { answer: 1, lengths: [2, 10, 1] };
  expect(mark(asked, [-2, -5, -3])).toEqual({ acc: false, accNorm: true });
  expect(mark(asked, [-6, -5, -5])).toEqual({ acc: true, accNorm: true });
  expect(mark({ ...asked, answer: 2 }, [-6, -5, -5])).toEqual({ acc: false, accNorm: false });
});

test("a share's standard error is that of the mean of zeros and ones", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 50 }), (right) => {
      const values = right.map(Number);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
      const { value, stderr } = share(right);
      expect(value).toBeCloseTo(mean, 12);
      expect(stderr).toBeCloseTo(Math.sqrt(variance / values.length), 12);
    }),
  );
});

test("AVE and HAR are the arithmetic and the harmonic mean", () => {
  expect(means([0.5, 0.25])).toEqual({ ave: 0.375, har: 1 / 3 });
  expect(means([0.5, 0])).toEqual({ ave: 0.25, har: 0 });
});
