import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bf16ToF32, cast, f16ToF32, f32ToBf16, f32ToF16, toF32 } from "../../src/tensor/half.js";
import { f32, i64, tensor } from "../../src/tensor/host-tensor.js";

const allHalves = Uint16Array.from({ length: 65536 }, (_, i) => i);
const f16 = (x: number): number => f32ToF16(Float32Array.of(x))[0]!;
const bf16 = (x: number): number => f32ToBf16(Float32Array.of(x))[0]!;

/** Nearest even by definition: of the halves around x, the closer one, or the one with an even last bit. */
function nearest(x: number, decode: (half: number) => number, infinity: number): number {
  let low = 0;
  let high = infinity;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (decode(middle) <= x) low = middle;
    else high = middle;
  }
  // The step after the largest finite number, as if the exponent went on.
  const top = high === infinity ? 2 * decode(infinity - 1) - decode(infinity - 2) : decode(high);
  const [below, above] = [x - decode(low), top - x];
  return below < above || (below === above && low % 2 === 0) ? low : high;
}

describe("f16", () => {
  test("known values have the bits of the standard", () => {
    expect([0, -0, 1, -2, 65504, 2 ** -14, 2 ** -24, 1 / 3].map(f16)).toEqual([
      0, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555,
    ]);
    expect([Infinity, -Infinity, 65520, 65519.99].map(f16)).toEqual([0x7c00, 0xfc00, 0x7c00, 0x7bff]);
    expect([2 ** -25, 2 ** -25 * 1.0001, 3 * 2 ** -25].map(f16)).toEqual([0, 1, 2]);
  });

  test("every f16 survives the way to f32 and back, NaN as a quiet NaN", () => {
    const back = f32ToF16(f16ToF32(allHalves));
    expect(back).toEqual(allHalves.map((i) => ((i & 0x7fff) > 0x7c00 ? i | 0x200 : i)));
  });

  test("rounding is to nearest even", () => {
    const decode = f16ToF32(allHalves);
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: 0, max: 70000 }), (x) => {
        expect(f16(x)).toBe(nearest(x, (half) => decode[half]!, 0x7c00));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("bf16", () => {
  test("known values have the upper half of their f32 bits", () => {
    expect([0, -0, 1, -2, Infinity, -Infinity].map(bf16)).toEqual([0, 0x8000, 0x3f80, 0xc000, 0x7f80, 0xff80]);
    expect(bf16(3.4028234663852886e38)).toBe(0x7f80);
  });

  test("every bf16 survives the way to f32 and back, NaN as a quiet NaN", () => {
    const back = f32ToBf16(bf16ToF32(allHalves));
    expect(back).toEqual(allHalves.map((i) => ((i & 0x7fff) > 0x7f80 ? i | 0x40 : i)));
  });

  test("rounding is to nearest even", () => {
    const decode = bf16ToF32(allHalves);
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 }), (x) => {
        expect(bf16(x)).toBe(nearest(x, (half) => decode[half]!, 0x7f80));
      }),
      { numRuns: 2000 },
    );
  });
});

test("a cast keeps the shape, and copies nothing where nothing changes", () => {
  const t = f32([2, 2], [1, 2, 3, 65536]);
  expect(cast(t, "f32")).toBe(t);
  expect(cast(t, "f16")).toEqual(tensor("f16", [2, 2], Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x7c00)));
  expect(toF32(cast(t, "bf16"))).toEqual(t);
  expect(toF32(i64([2], [7, -1]))).toEqual(f32([2], [7, -1]));
});
