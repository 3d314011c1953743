/** @file Where tensors come from: files that tell what they hold, and read it one tensor at a time. */

import { FileError } from "../errors.js";
import {
  bytesPerElement,
  elementCount,
  type DType,
  type DTypeArrays,
  type HostTensor,
  type TensorMap,
} from "./host-tensor.js";

export interface TensorInfo {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** Tensors behind names. `info` and `read` throw a `FileError` for a name that is not there. */
export interface TensorSource {
  readonly names: readonly string[];
  info(name: string): TensorInfo;
  read(name: string): Promise<HostTensor>;
  close(): Promise<void>;
}

export const byteLength = ({ dtype, shape }: TensorInfo): number => elementCount(shape) * bytesPerElement[dtype];

/** Every tensor of a source, read one after the other. */
export async function readAll(source: TensorSource): Promise<TensorMap> {
  const tensors: TensorMap = {};
  for (const name of source.names) tensors[name] = await source.read(name);
  return tensors;
}

/** What `names` holds under `name`, or a `FileError` that tells the closest there is to it. */
export function lookUp<T>(file: string, tensors: ReadonlyMap<string, T>, name: string): T {
  const found = tensors.get(name);
  if (found !== undefined) return found;
  const last = name.slice(name.lastIndexOf(".", name.lastIndexOf(".") - 1) + 1);
  const similar = [...tensors.keys()].find((other) => other.endsWith(last));
  throw new FileError(file, `has no tensor "${name}"${similar === undefined ? "" : ` (it has "${similar}")`}`);
}

/** The bytes of a tensor's numbers, shared with it. Little-endian, as every platform of Node and every browser is. */
export const bytesOf = ({ data }: Pick<HostTensor, "data">): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Pieces one behind the other. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const views: { [D in DType]: (buffer: ArrayBuffer) => DTypeArrays[D] } = {
  f32: (buffer) => new Float32Array(buffer),
  f16: (buffer) => new Uint16Array(buffer),
  bf16: (buffer) => new Uint16Array(buffer),
  i64: (buffer) => new BigInt64Array(buffer),
  i32: (buffer) => new Int32Array(buffer),
  u8: (buffer) => new Uint8Array(buffer),
  i8: (buffer) => new Int8Array(buffer),
  bool: (buffer) => new Uint8Array(buffer),
};

/** A tensor over `buffer`, which holds just its bytes. */
export const tensorOver = ({ dtype, shape }: TensorInfo, buffer: ArrayBuffer): HostTensor => ({
  dtype,
  shape,
  data: views[dtype](buffer),
});
