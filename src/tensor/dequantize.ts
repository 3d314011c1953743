/**
 * @file The block formats of ggml, each a row: its block, and how it becomes f32.
 *
 * Layouts are those of llama.cpp's ggml-common.h, the arithmetic that of ggml-quants.c and gguf-py's quants.py: a
 * block of elements shares a scale `d` (f16), and in some types a minimum `m`.
 */

import { bf16ToF32, f16ToF32, f16Values } from "./half.js";

export interface GgmlType {
  readonly name: string;
  /** Elements of a block; rows of a tensor are whole blocks. */
  readonly elements: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** All elements of bytes that are whole blocks. */
  readonly decode: (bytes: Uint8Array) => Float32Array;
}

/** Decodes the block at byte `at` to `out[to]` and on. */
type DecodeBlock = (b: Uint8Array, at: number, out: Float32Array, to: number) => void;

function blocks(name: string, elements: number, bytes: number, decodeBlock: DecodeBlock): GgmlType {
  const decode = (data: Uint8Array): Float32Array => {
    halves ??= f16Values();
    const count = data.length / bytes;
    const out = new Float32Array(count * elements);
    for (let i = 0; i < count; i++) decodeBlock(data, i * bytes, out, i * elements);
    return out;
  };
  return { name, elements, bytes, decode };
}

let halves: Float32Array | undefined;
const f16 = (b: Uint8Array, at: number): number => halves![b[at]! | (b[at + 1]! << 8)]!;
const u32 = (b: Uint8Array, at: number): number => b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
const i8 = (byte: number): number => (byte << 24) >> 24;

/** 6-bit scale and minimum of sub-block `j` (0 to 7), packed in 12 bytes: `get_scale_min_k4` of ggml-quants.c. */
export const scaleK = (s: Uint8Array, at: number, j: number): number =>
  j < 4 ? s[at + j]! & 63 : (s[at + j + 4]! & 15) | ((s[at + j - 4]! >> 6) << 4);
export const minK = (s: Uint8Array, at: number, j: number): number =>
  j < 4 ? s[at + j + 4]! & 63 : (s[at + j + 4]! >> 4) | ((s[at + j]! >> 6) << 4);

const copy = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer; // aligned

/** The types that can be read, by their number in a GGUF file. */
export const ggmlTypes: ReadonlyMap<number, GgmlType> = new Map<number, GgmlType>([
  [0, { name: "F32", elements: 1, bytes: 4, decode: (bytes) => new Float32Array(copy(bytes)) }],
  [1, { name: "F16", elements: 1, bytes: 2, decode: (bytes) => f16ToF32(new Uint16Array(copy(bytes))) }],
  [30, { name: "BF16", elements: 1, bytes: 2, decode: (bytes) => bf16ToF32(new Uint16Array(copy(bytes))) }],
  // d, 16 bytes of two 4-bit q; d·(q − 8)
  [
    2,
    blocks("Q4_0", 32, 18, (b, at, out, to) => {
      const d = f16(b, at);
      for (let i = 0; i < 16; i++) {
        const q = b[at + 2 + i]!;
        out[to + i] = d * ((q & 15) - 8);
        out[to + i + 16] = d * ((q >> 4) - 8);
      }
    }),
  ],
  // d, m, 16 bytes of two 4-bit q; d·q + m
  [
    3,
    blocks("Q4_1", 32, 20, (b, at, out, to) => {
      const d = f16(b, at);
      const m = f16(b, at + 2);
      for (let i = 0; i < 16; i++) {
        const q = b[at + 4 + i]!;
        out[to + i] = d * (q & 15) + m;
        out[to + i + 16] = d * (q >> 4) + m;
      }
    }),
  ],
  // d, 32 high bits, 16 bytes of two low 4 bits; d·(q − 16)
  [
    6,
    blocks("Q5_0", 32, 22, (b, at, out, to) => {
      const d = f16(b, at);
      const high = u32(b, at + 2);
      for (let i = 0; i < 16; i++) {
        const q = b[at + 6 + i]!;
        out[to + i] = d * (((q & 15) | (((high >>> i) & 1) << 4)) - 16);
        out[to + i + 16] = d * (((q >> 4) | (((high >>> (i + 16)) & 1) << 4)) - 16);
      }
    }),
  ],
  // d, m, 32 high bits, 16 bytes of two low 4 bits; d·q + m
  [
    7,
    blocks("Q5_1", 32, 24, (b, at, out, to) => {
      const d = f16(b, at);
      const m = f16(b, at + 2);
      const high = u32(b, at + 4);
      for (let i = 0; i < 16; i++) {
        const q = b[at + 8 + i]!;
        out[to + i] = d * ((q & 15) | (((high >>> i) & 1) << 4)) + m;
        out[to + i + 16] = d * ((q >> 4) | (((high >>> (i + 16)) & 1) << 4)) + m;
      }
    }),
  ],
  // d, 32 signed bytes q; d·q
  [
    8,
    blocks("Q8_0", 32, 34, (b, at, out, to) => {
      const d = f16(b, at);
      for (let i = 0; i < 32; i++) out[to + i] = d * i8(b[at + 2 + i]!);
    }),
  ],
  // d, dmin, 12 bytes of scales and minima, 128 bytes of two 4-bit q; d·scale·q − dmin·min
  [
    12,
    blocks("Q4_K", 256, 144, (b, at, out, to) => {
      const d = f16(b, at);
      const dmin = f16(b, at + 2);
      for (let j = 0; j < 8; j++) {
        const scale = d * scaleK(b, at + 4, j);
        const min = dmin * minK(b, at + 4, j);
        const low = at + 16 + (j >> 1) * 32; // sub-blocks 2k and 2k + 1 share 32 bytes
        for (let i = 0; i < 32; i++) out[to + j * 32 + i] = scale * ((b[low + i]! >> ((j & 1) * 4)) & 15) - min;
      }
    }),
  ],
  // as Q4_K, with 32 bytes of high bits before the low ones: bit j of each for sub-block j
  [
    13,
    blocks("Q5_K", 256, 176, (b, at, out, to) => {
      const d = f16(b, at);
      const dmin = f16(b, at + 2);
      for (let j = 0; j < 8; j++) {
        const scale = d * scaleK(b, at + 4, j);
        const min = dmin * minK(b, at + 4, j);
        const low = at + 48 + (j >> 1) * 32;
        for (let i = 0; i < 32; i++) {
          const q = ((b[low + i]! >> ((j & 1) * 4)) & 15) | (((b[at + 16 + i]! >> j) & 1) << 4);
          out[to + j * 32 + i] = scale * q - min;
        }
      }
    }),
  ],
  // 128 bytes of low 4 bits, 64 of high 2 bits, 16 signed scales, d; d·scale·(q − 32)
  [
    14,
    blocks("Q6_K", 256, 210, (b, at, out, to) => {
      const d = f16(b, at + 208);
      for (let j = 0; j < 8; j++) {
        const part = j & 3; // sub-blocks 0 to 3, then 4 to 7, share 64 low and 32 high bytes
        const low = at + (j >> 2) * 64 + (part & 1) * 32;
        const high = at + 128 + (j >> 2) * 32;
        for (let i = 0; i < 32; i++) {
          const q = ((b[low + i]! >> ((part >> 1) * 4)) & 15) | (((b[high + i]! >> (part * 2)) & 3) << 4);
          const scale = i8(b[at + 192 + j * 2 + (i >> 4)]!);
          out[to + j * 32 + i] = d * scale * (q - 32);
        }
      }
    }),
  ],
]);
