import { expect, test } from "vitest";
import { powerLaw } from "../../bench/power-law.js";

test("a power is found again, and what is no power fits less well", () => {
  const sizes = [1, 2, 4, 8];
  const exact = powerLaw(sizes.map((size) => ({ size, milliseconds: 3 * size ** 1.5 })));
  expect(exact.exponent).toBeCloseTo(1.5, 10);
  expect(exact.factor).toBeCloseTo(3, 10);
  expect(exact.r2).toBeCloseTo(1, 10);
  const wavering = powerLaw(sizes.map((size, i) => ({ size, milliseconds: size * (i % 2 ? 2 : 1) })));
  expect(wavering.r2).toBeLessThan(0.95);
});
