/** @file A GGUF file (version 3) as bytes: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */

import { ShapeError } from "../errors.js";
import { elementCount, type HostTensor } from "./host-tensor.js";
import { ggmlEncoders, type GgufDtype } from "./quantize.js";

interface FieldTypes {
  u8: number;
  i8: number;
  u16: number;
  i16: number;
  u32: number;
  i32: number;
  f32: number;
  bool: boolean;
  string: string;
  /** Up to 2⁵³. */
  u64: number;
  i64: number;
  f64: number;
}
type FieldType = keyof FieldTypes;

/** A value under its type, or a list of them: `{ u32: 12 }`, `{ string: ["a", "b"] }`. */
export type GgufField = {
  [T in FieldType]: Readonly<Record<T, FieldTypes[T] | readonly FieldTypes[T][]>>;
}[FieldType];

/** By key. Undefined fields are left out. */
export type GgufFields = Readonly<Record<string, GgufField | undefined>>;

/** What the header tells of a tensor. */
export interface GgufTensorInfo {
  readonly name: string;
  /** Row-major: the reverse of ggml's. */
  readonly shape: readonly number[];
  readonly dtype: GgufDtype;
}

const magic = "GGUF";
const version = 3;
/** Of the tensors within a file, in bytes, where `general.alignment` says nothing. */
const alignment = 32;
const arrayType = 9;

/** Bytes from `length` to the next aligned place. */
export const padding = (length: number): number => (alignment - (length % alignment)) % alignment;

/** Bytes of a tensor, without padding. Throws a `ShapeError` if its rows are not whole blocks. */
export function encodedLength({ name, shape, dtype }: GgufTensorInfo): number {
  const { elements, bytes } = ggmlEncoders[dtype];
  const width = shape.at(-1) ?? 1;
  if (width % elements !== 0)
    throw new ShapeError(`${name} has rows of ${width} elements, expected whole blocks of ${elements} (${dtype})`);
  return (elementCount(shape) / elements) * bytes;
}

/** Values one behind the other, little-endian. */
class Bytes {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #text = new TextEncoder();

  /** Makes room for `size` bytes. Returns where they start. */
  #grow(size: number): number {
    const start = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }

  raw(bytes: Uint8Array): void {
    const start = this.#grow(bytes.length);
    this.#bytes.set(bytes, start);
  }

  // The room is made first: it may be in a new buffer.
  #put = (size: number, put: (view: DataView, at: number) => void): void => {
    const at = this.#grow(size);
    put(this.#view, at);
  };

  /** The value types (gguf_metadata_value_type), each with its number and how it is written. */
  readonly types: { readonly [T in FieldType]: { id: number; write: (value: FieldTypes[T]) => void } } = {
    u8: { id: 0, write: (x) => this.#put(1, (view, at) => view.setUint8(at, x)) },
    i8: { id: 1, write: (x) => this.#put(1, (view, at) => view.setInt8(at, x)) },
    u16: { id: 2, write: (x) => this.#put(2, (view, at) => view.setUint16(at, x, true)) },
    i16: { id: 3, write: (x) => this.#put(2, (view, at) => view.setInt16(at, x, true)) },
    u32: { id: 4, write: (x) => this.u32(x) },
    i32: { id: 5, write: (x) => this.#put(4, (view, at) => view.setInt32(at, x, true)) },
    f32: { id: 6, write: (x) => this.#put(4, (view, at) => view.setFloat32(at, x, true)) },
    bool: { id: 7, write: (x) => this.#put(1, (view, at) => view.setUint8(at, x ? 1 : 0)) },
    string: { id: 8, write: (x) => this.string(x) },
    u64: { id: 10, write: (x) => this.u64(x) },
    i64: { id: 11, write: (x) => this.#put(8, (view, at) => view.setBigInt64(at, BigInt(x), true)) },
    f64: { id: 12, write: (x) => this.#put(8, (view, at) => view.setFloat64(at, x, true)) },
  };

  u32 = (x: number): void => this.#put(4, (view, at) => view.setUint32(at, x, true));
  u64 = (x: number): void => this.#put(8, (view, at) => view.setBigUint64(at, BigInt(x), true));

  string(text: string): void {
    const encoded = this.#text.encode(text);
    this.u64(encoded.length);
    this.raw(encoded);
  }

  field(field: GgufField): void {
    const [[type, value]] = Object.entries(field) as [[FieldType, FieldTypes[FieldType] | FieldTypes[FieldType][]]];
    const { id, write } = this.types[type] as { id: number; write: (value: FieldTypes[FieldType]) => void };
    if (!Array.isArray(value)) {
      this.u32(id);
      write(value);
      return;
    }
    this.u32(arrayType);
    this.u32(id);
    this.u64(value.length);
    value.forEach(write);
  }

  get all(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Everything before the tensors' bytes, padding included; they follow in this order, each aligned. */
function ggufHeader(fields: GgufFields, tensors: readonly GgufTensorInfo[]): Uint8Array {
  const out = new Bytes();
  const present = Object.entries(fields).filter((entry): entry is [string, GgufField] => entry[1] !== undefined);
  out.raw(new TextEncoder().encode(magic));
  out.u32(version);
  out.u64(tensors.length);
  out.u64(present.length);
  for (const [key, field] of present) {
    out.string(key);
    out.field(field);
  }
  let offset = 0;
  for (const tensor of tensors) {
    out.string(tensor.name);
    out.u32(tensor.shape.length);
    for (const dim of tensor.shape.toReversed()) out.u64(dim);
    out.u32(ggmlEncoders[tensor.dtype].typeId);
    out.u64(offset);
    const length = encodedLength(tensor);
    offset += length + padding(length);
  }
  out.raw(new Uint8Array(padding(out.all.length)));
  return out.all;
}

/** A tensor to write; `read` gives its values when its turn comes. */
export interface GgufOutput extends GgufTensorInfo {
  readonly read: () => HostTensor<"f32"> | Promise<HostTensor<"f32">>;
}

/**
 * The bytes of a file piece by piece, holding one tensor at a time. Throws a `ShapeError` if a tensor is not what it was
 * said to be, or its rows are not whole blocks.
 */
export async function* ggufParts(fields: GgufFields, tensors: readonly GgufOutput[]): AsyncGenerator<Uint8Array> {
  yield ggufHeader(fields, tensors);
  for (const tensor of tensors) {
    const { shape, data } = await tensor.read();
    if (shape.join() !== tensor.shape.join())
      throw new ShapeError(`${tensor.name} has shape [${shape.join(", ")}], expected [${tensor.shape.join(", ")}]`);
    yield ggmlEncoders[tensor.dtype].encode(data);
    yield new Uint8Array(padding(encodedLength(tensor)));
  }
}
