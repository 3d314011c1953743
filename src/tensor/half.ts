/** @file Half floats: IEEE 754 binary16 (`f16`) and bfloat16 (`bf16`) to and from f32, whole arrays at a time. */

import { tensor, type DTypeArrays, type HostTensor } from "./host-tensor.js";

export type FloatDType = "f32" | "f16" | "bf16";

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** The bits of an f16 from the bits of an f32, rounded to nearest even; 65520 and more become infinity. */
function f16FromBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff); // NaN, made quiet
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2⁻¹⁴ an f16 is subnormal, a multiple of 2⁻²⁴: just the spacing of f32 at 0.5, so the addition rounds.
    scratchBits[0] = magnitude;
    scratch[0] = scratch[0]! + 0.5;
    return sign | (scratchBits[0] - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13); // exponent bias 127 → 15
}

let values: Float32Array | undefined;

/** The value of every f16, by its bits; built on first use (256 KiB). */
export function f16Values(): Float32Array {
  if (values) return values;
  values = new Float32Array(65536);
  const bits = new Uint32Array(values.buffer);
  for (let half = 0; half < 65536; half++) {
    const exponent = (half >>> 10) & 31;
    const fraction = half & 0x3ff;
    if (exponent === 31) bits[half] = 0x7f800000 | (fraction << 13);
    else values[half] = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    bits[half]! |= (half & 0x8000) << 16;
  }
  return values;
}

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);

/** Exact. */
export function f16ToF32(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  const bits = bitsOf(out);
  const table = bitsOf(f16Values()); // as bits: a NaN keeps its own
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]!]!;
  return out;
}

/** Rounds to nearest even; a NaN stays a NaN. */
export function f32ToF16(values: Float32Array): Uint16Array {
  const bits = bitsOf(values);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = f16FromBits(bits[i]!);
  return out;
}

/** Exact: a bf16 is the upper half of an f32. */
export function bf16ToF32(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  const bits = bitsOf(out);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return out;
}

/** Rounds to nearest even; a NaN stays a NaN. */
export function f32ToBf16(values: Float32Array): Uint16Array {
  const bits = bitsOf(values);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const b = bits[i]!;
    out[i] = (b & 0x7fffffff) > 0x7f800000 ? (b >>> 16) | 0x40 : (b + 0x7fff + ((b >>> 16) & 1)) >>> 16;
  }
  return out;
}

/** The values as f32; an f32 tensor is returned as it is, not copied. i64 beyond 2²⁴ loses precision. */
export function toF32(t: HostTensor): HostTensor<"f32"> {
  switch (t.dtype) {
    case "f32":
      return t as HostTensor<"f32">;
    case "f16":
      return tensor("f32", t.shape, f16ToF32(t.data as Uint16Array));
    case "bf16":
      return tensor("f32", t.shape, bf16ToF32(t.data as Uint16Array));
    default:
      return tensor("f32", t.shape, Float32Array.from(t.data as ArrayLike<number | bigint>, Number));
  }
}

const fromF32: { [D in FloatDType]: (values: Float32Array) => DTypeArrays[D] } = {
  f32: (values) => values,
  f16: f32ToF16,
  bf16: f32ToBf16,
};

/** The tensor as another float dtype; one that has it already is returned as it is, not copied. */
export function cast<D extends FloatDType>(t: HostTensor, dtype: D): HostTensor<D> {
  if (t.dtype === dtype) return t as HostTensor<D>;
  return tensor<D>(dtype, t.shape, fromF32[dtype](toF32(t).data));
}
