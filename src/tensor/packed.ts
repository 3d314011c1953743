/**
 * @file Matrices of 4 or 8 bits in the layout that ONNX Runtime computes with (MatMulNBits), made of ggml's blocks
 * without loss: element = scale · (code − middle code), plus an offset in some types; 32 elements of a row share both.
 */

import { ggmlTypes, minK, scaleK } from "./dequantize.js";
import { f16Values } from "./half.js";
import { f32, tensor, type HostTensor } from "./host-tensor.js";
import { ggmlEncoders } from "./quantize.js";

export interface PackedMatrix {
  readonly bits: 4 | 8;
  /** u8 [rows, blocks, bytes]: with 4 bits two codes a byte, the first in the low half. */
  readonly codes: HostTensor<"u8">;
  /** f32 [rows, blocks] */
  readonly scales: HostTensor<"f32">;
  /** f32 [rows, blocks], added to every element. */
  readonly offsets?: HostTensor<"f32">;
}

/** Elements that share a scale. */
export const packedBlock = 32;

/** Whether a matrix [rows, columns] can be packed: its rows must be whole blocks. */
export const packs = (shape: readonly number[]): boolean => shape.length === 2 && shape[1]! % packedBlock === 0;

/** ggml's type of so many bits and no offsets. */
export const packedType = (bits: PackedMatrix["bits"]): "Q4_0" | "Q8_0" => (bits === 4 ? "Q4_0" : "Q8_0");

/** Packs f32 [rows, columns] as ggml's Q4_0 or Q8_0. */
export function pack({ shape, data }: HostTensor<"f32">, bits: PackedMatrix["bits"]): PackedMatrix {
  const { encode } = bits === 4 ? ggmlEncoders.q4_0 : ggmlEncoders.q8_0;
  return repack(packedType(bits), shape, encode(data))!;
}

/** Whether a matrix in blocks of this ggml type has a packed form. */
export const repacks = (type: string, shape: readonly number[]): boolean => Object.hasOwn(forms, type) && packs(shape);

/** The numbers that ggml's blocks hold; undefined for a matrix that has no packed form. */
export function repack(type: string, shape: readonly number[], bytes: Uint8Array): PackedMatrix | undefined {
  if (!repacks(type, shape)) return undefined;
  const form = forms[type]!;
  const { bits, offset } = form;
  const grid = [shape[0]!, shape[1]! / packedBlock];
  const count = grid[0]! * grid[1]!;
  const codeBytes = (packedBlock * bits) / 8;
  const out: Packing = {
    codes: new Uint8Array(count * codeBytes),
    scales: new Float32Array(count),
    offsets: new Float32Array(offset ? count : 0),
    half: halfReader(bytes),
  };
  const { elements, bytes: length } = [...ggmlTypes.values()].find(({ name }) => name === type)!;
  for (let i = 0, block = 0; block < count; i++, block += elements / packedBlock)
    form.block(bytes, i * length, out, block);
  return {
    bits,
    codes: tensor("u8", [...grid, codeBytes], out.codes),
    scales: f32(grid, out.scales),
    ...(offset && { offsets: f32(grid, out.offsets) }),
  };
}

/** The same matrix with each part changed alike: its rows in another order. */
export const mapParts = (
  { bits, codes, scales, offsets }: PackedMatrix,
  change: <D extends "f32" | "u8">(part: HostTensor<D>) => HostTensor<D>,
): PackedMatrix => ({
  bits,
  codes: change(codes),
  scales: change(scales),
  ...(offsets && { offsets: change(offsets) }),
});

interface Packing {
  codes: Uint8Array;
  scales: Float32Array;
  offsets: Float32Array;
  /** The f16 at a byte. */
  half: (at: number) => number;
}

function halfReader(bytes: Uint8Array): Packing["half"] {
  const values = f16Values();
  return (at) => values[bytes[at]! | (bytes[at + 1]! << 8)]!;
}

/** ggml's byte i holds elements i and i + 16; ours 2i and 2i + 1. */
function nibbles(b: Uint8Array, at: number, codes: Uint8Array, to: number): void {
  for (let i = 0; i < 8; i++) {
    const [even, odd] = [b[at + 2 * i]!, b[at + 2 * i + 1]!];
    codes[to + i] = (even & 15) | ((odd & 15) << 4);
    codes[to + 8 + i] = (even >> 4) | (odd & 240);
  }
}

interface Form {
  bits: 4 | 8;
  /** Whether its elements are scale · code + minimum. */
  offset: boolean;
  /** Packs ggml's block at byte `at` as our block `to` (and those after it, where ggml's are longer). */
  block: (b: Uint8Array, at: number, out: Packing, to: number) => void;
}

const forms: Readonly<Record<string, Form>> = {
  Q4_0: {
    bits: 4,
    offset: false,
    block: (b, at, { codes, scales, half }, to) => {
      scales[to] = half(at);
      nibbles(b, at + 2, codes, to * 16);
    },
  },
  Q4_1: {
    bits: 4,
    offset: true,
    block: (b, at, { codes, scales, offsets, half }, to) => {
      scales[to] = half(at);
      offsets[to] = half(at + 2) + 8 * half(at);
      nibbles(b, at + 4, codes, to * 16);
    },
  },
  Q8_0: {
    bits: 8,
    offset: false,
    block: (b, at, { codes, scales, half }, to) => {
      scales[to] = half(at);
      for (let i = 0; i < packedBlock; i++) codes[to * packedBlock + i] = b[at + 2 + i]! ^ 128;
    },
  },
  Q4_K: {
    bits: 4,
    offset: true,
    block: (b, at, { codes, scales, offsets, half }, to) => {
      const [d, dmin] = [half(at), half(at + 2)];
      for (let j = 0; j < 8; j++) {
        const scale = d * scaleK(b, at + 4, j);
        scales[to + j] = scale;
        offsets[to + j] = 8 * scale - dmin * minK(b, at + 4, j);
        // Sub-blocks 2k and 2k + 1 are the low and the high halves of the same 32 bytes.
        const [low, shift] = [at + 16 + (j >> 1) * 32, (j & 1) * 4];
        for (let i = 0; i < 16; i++)
          codes[(to + j) * 16 + i] = ((b[low + 2 * i]! >> shift) & 15) | (((b[low + 2 * i + 1]! >> shift) & 15) << 4);
      }
    },
  },
};
