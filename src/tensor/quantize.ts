/**
 * @file f32 into the types that GGUF files are written with, each a row; `dequantize.ts` is the way back.
 *
 * Q8_0 and Q4_0 are to the bit what llama.cpp's reference makes (`quantize_row_q8_0_ref` and `quantize_row_q4_0_ref` of
 * ggml-quants.c): every step there is in f32, so every step here is rounded to it.
 */

import { ggmlTypes } from "./dequantize.js";
import { f32ToBf16, f32ToF16 } from "./half.js";
import { bytesOf } from "./source.js";

/** Names as `--dtype` has them. */
export const ggufDtypes = ["f32", "f16", "bf16", "q8_0", "q4_0"] as const;
export type GgufDtype = (typeof ggufDtypes)[number];

export interface GgmlEncoder {
  /** Its number in ggml's list of types. */
  readonly typeId: number;
  /** `general.file_type` of a model that is mostly of this type (llama_ftype of llama.h). */
  readonly fileType: number;
  /** Elements and bytes of a block; rows of a tensor must be whole blocks. */
  readonly elements: number;
  readonly bytes: number;
  /** Takes whole blocks. */
  readonly encode: (values: Float32Array) => Uint8Array;
}

function encoder(typeId: number, fileType: number, encode: (values: Float32Array) => Uint8Array): GgmlEncoder {
  const { elements, bytes } = ggmlTypes.get(typeId)!;
  return { typeId, fileType, elements, bytes, encode };
}

const { fround } = Math;

/** Both kinds have blocks of 32, and the f16 of their scale first. */
const blockLength = 32;

/** Encodes the block at `values[at]` to `out[to]` and on, all but its scale, which is returned. */
type EncodeBlock = (values: Float32Array, at: number, out: Uint8Array, to: number) => number;

const blocks =
  (blockBytes: number, encodeBlock: EncodeBlock) =>
  (values: Float32Array): Uint8Array => {
    const count = values.length / blockLength;
    const out = new Uint8Array(count * blockBytes);
    const scales = new Float32Array(count);
    for (let i = 0; i < count; i++) scales[i] = encodeBlock(values, i * blockLength, out, i * blockBytes + 2);
    const halves = f32ToF16(scales);
    for (let i = 0; i < count; i++) {
      out[i * blockBytes] = halves[i]!;
      out[i * blockBytes + 1] = halves[i]! >> 8;
    }
    return out;
  };

// These loops run over every weight of a model. What depends on a weight's sign is no branch: no processor guesses it.

/** d = max|x| / 127; q = round(x / d), halves away from zero (C's `roundf`) */
const encodeQ8: EncodeBlock = (x, at, out, to) => {
  let most = 0;
  for (let i = at; i < at + blockLength; i++) {
    const size = Math.abs(x[i]!);
    if (size > most) most = size;
  }
  const d = fround(most / 127);
  const inverse = d === 0 ? 0 : fround(1 / d);
  for (let i = 0; i < blockLength; i++) {
    const q = fround(x[at + i]! * inverse);
    // `| 0` cuts the fraction off: of a positive number that is its floor. It has halves go up.
    const rounded = ((q + 128.5) | 0) - 128;
    out[to + i] = rounded - q === 0.5 && q < 0 ? rounded - 1 : rounded;
  }
  return d;
};

/** d = m / −8, m the x of largest magnitude, sign and all; q = x / d + 8, rounded, at most 15 */
const encodeQ4: EncodeBlock = (x, at, out, to) => {
  let most = 0;
  let extreme = 0;
  for (let i = at; i < at + blockLength; i++) {
    const size = Math.abs(x[i]!);
    if (size > most) {
      most = size;
      extreme = x[i]!;
    }
  }
  const d = fround(extreme / -8);
  const inverse = d === 0 ? 0 : fround(1 / d);
  for (let i = 0; i < 16; i++) {
    const low = fround(fround(x[at + i]! * inverse) + 8.5) | 0;
    const high = fround(fround(x[at + i + 16]! * inverse) + 8.5) | 0;
    out[to + i] = (low > 15 ? 15 : low) | ((high > 15 ? 15 : high) << 4);
  }
  return d;
};

export const ggmlEncoders: Readonly<Record<GgufDtype, GgmlEncoder>> = {
  f32: encoder(0, 0, (data) => bytesOf({ data })),
  f16: encoder(1, 1, (values) => bytesOf({ data: f32ToF16(values) })),
  bf16: encoder(30, 32, (values) => bytesOf({ data: f32ToBf16(values) })),
  q8_0: encoder(8, 7, blocks(34, encodeQ8)),
  q4_0: encoder(2, 2, blocks(18, encodeQ4)),
};
