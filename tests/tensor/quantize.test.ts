import { expect, test } from "vitest";
import { ggmlEncoders } from "../../src/tensor/quantize.js";
import { allFinite } from "../../src/tensor/host-tensor.js";

test("halves are rounded away from zero, as C's roundf does", () => {
  // A largest magnitude of 127 makes the scale 1.
  const values = new Float32Array(32);
  values.set([127, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 126.5, -126.5, 0.49999997, -0.49999997, -127]);
  const [low, high, ...codes] = ggmlEncoders.q8_0.encode(values);
  expect((high! << 8) | low!).toBe(0x3c00);
  const signed = codes.map((code) => (code << 24) >> 24);
  expect(signed.slice(0, 12)).toEqual([127, 1, -1, 2, -2, 3, -3, 127, -127, 0, 0, -127]);
});

test.each([NaN, Infinity, -Infinity])("%d among numbers is found", (value) => {
  const data = new Float32Array(100).fill(-3e38);
  expect(allFinite(data)).toBe(true);
  data[57] = value;
  expect(allFinite(data)).toBe(false);
});
