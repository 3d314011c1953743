import { expect, test } from "vitest";
import { f32, i64 } from "../../src/tensor/host-tensor.js";
import { compareClose } from "../allclose.js";

test("equal tensors are close, and arrays compare with tensors", () => {
  expect(f32([2, 2], [1, 2, 3, 4])).toBeAllclose([1, 2, 3, 4]);
  expect(i64([2], [1, 2])).toBeAllclose([1, 2]);
  expect([Infinity, NaN]).toBeAllclose([Infinity, NaN]);
});

test("a difference beyond the tolerance names the first and the worst place", () => {
  const problem = compareClose(f32([2, 2], [1, 2.1, 3, 4.5]), f32([2, 2], [1, 2, 3, 4]), { atol: 1e-3 });
  expect(problem).toContain("2 of 4 elements");
  expect(problem).toContain("first at [0, 1]: actual 2.0");
  expect(problem).toContain("worst at [1, 1]: actual 4.5, expected 4, difference 0.5");
});

test("the relative tolerance grows with the expected value", () => {
  expect([1001]).toBeAllclose([1000], { rtol: 1e-2 });
  expect([1.1]).not.toBeAllclose([1], { rtol: 1e-2 });
});

test("shapes, lengths, missing values and NaN are never close", () => {
  expect(compareClose(f32([1, 2], [1, 2]), f32([2], [1, 2]))).toBe("shape [1, 2], expected [2]");
  expect(compareClose([1], [1, 2])).toBe("1 elements, expected 2");
  expect(compareClose(undefined, [1])).toContain("no actual value");
  expect(compareClose([NaN], [1], { atol: Infinity })).toContain("actual NaN");
});
