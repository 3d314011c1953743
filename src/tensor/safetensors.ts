/**
 * @file The safetensors format, in memory: https://github.com/huggingface/safetensors#format
 *
 * A u64 header length, a JSON header, then the tensors' bytes without holes. Node's files are in `safetensors-file.ts`.
 */

import { FileError, shown } from "../errors.js";
import type { DType, TensorMap } from "./host-tensor.js";
import { byteLength, bytesOf, concatenated, lookUp, tensorOver, type TensorInfo, type TensorSource } from "./source.js";

export type Metadata = Readonly<Record<string, string>>;

/** Where a tensor lies: bytes [begin, end) behind the header. */
export interface SafetensorsEntry extends TensorInfo {
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Metadata;
}

/** In the order in which the reference implementation lays tensors out: wide elements first, so that all are aligned. */
const dtypes: readonly (readonly [DType, string])[] = [
  ["i64", "I64"],
  ["f32", "F32"],
  ["i32", "I32"],
  ["bf16", "BF16"],
  ["f16", "F16"],
  ["u8", "U8"],
  ["i8", "I8"],
  ["bool", "BOOL"],
];
const dtypeOfName = new Map(dtypes.map(([dtype, name]) => [name, dtype]));
const nameOfDtype = new Map(dtypes);
const rank = new Map(dtypes.map(([dtype], i) => [dtype, i]));

/** As in the reference implementation: a longer header is an attack or a damaged file. */
const maxHeaderLength = 100_000_000;

/** Length of the JSON header, from the first 8 bytes of a file of `fileLength` bytes. */
export function headerLength(prefix: Uint8Array, fileLength: number, file: string): number {
  if (prefix.length < 8) throw new FileError(file, `is ${fileLength} bytes long, too short for a safetensors file`);
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  if (length > maxHeaderLength || length > fileLength - 8)
    throw new FileError(
      file,
      `is no safetensors file, or damaged: a header of ${length} bytes in a file of ${fileLength}`,
    );
  return Number(length);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

/** Checks one tensor's row of the header. */
function parseEntry(value: unknown, name: string, file: string): SafetensorsEntry {
  const fail = (problem: string): never => {
    throw new FileError(file, `tensor "${name}" ${problem}`);
  };
  if (!isRecord(value)) return fail("is not described by an object in the header");
  const { dtype: dtypeName, shape, data_offsets: offsets } = value;
  const dtype = typeof dtypeName === "string" ? dtypeOfName.get(dtypeName) : undefined;
  if (!dtype) return fail(`has dtype ${shown(dtypeName)}, expected one of ${[...dtypeOfName.keys()].join(", ")}`);
  if (!isSizes(shape)) return fail(`has shape ${shown(shape)}, expected a list of whole numbers`);
  if (!isSizes(offsets) || offsets.length !== 2)
    return fail(`has data_offsets ${shown(offsets)}, expected two whole numbers`);
  const [begin, end] = offsets as [number, number];
  const expected = byteLength({ dtype, shape });
  if (end - begin !== expected)
    return fail(
      `has ${end - begin} bytes, expected ${expected} for ${String(dtypeName)} of shape [${shape.join(", ")}]`,
    );
  return { dtype, shape, begin, end };
}

/** Checks a header against the `dataLength` bytes behind it. Throws a `FileError` that names the tensor at fault. */
export function parseHeader(json: Uint8Array, dataLength: number, file: string): SafetensorsHeader {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (cause) {
    throw new FileError(file, "is no safetensors file, or damaged: its header is not JSON", { cause });
  }
  if (!isRecord(header)) throw new FileError(file, "is no safetensors file: its header is not a JSON object");
  const { __metadata__: metadata = {}, ...rows } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string"))
    throw new FileError(file, "has a __metadata__ that does not map text to text");

  const entries = Object.entries(rows).map(([name, row]) => [name, parseEntry(row, name, file)] as const);
  entries.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const [name, { begin, end }] of entries) {
    if (begin !== at)
      throw new FileError(
        file,
        `tensor "${name}" begins at byte ${begin}, expected ${at}: tensors overlap or leave a hole`,
      );
    at = end;
  }
  if (at !== dataLength)
    throw new FileError(
      file,
      `has ${dataLength} bytes of tensors, expected ${at}: ${dataLength < at ? "cut short" : "too long"}`,
    );
  return { tensors: new Map(entries), metadata: metadata as Metadata };
}

/** Every tensor of a file in memory, copied. `file` names it in errors. */
export function parseSafetensors(bytes: Uint8Array, file: string): { tensors: TensorMap; metadata: Metadata } {
  const start = 8 + headerLength(bytes.subarray(0, 8), bytes.length, file);
  const header = parseHeader(bytes.subarray(8, start), bytes.length - start, file);
  const tensors: TensorMap = {};
  for (const [name, entry] of header.tensors) {
    const { buffer } = Uint8Array.from(bytes.subarray(start + entry.begin, start + entry.end));
    tensors[name] = tensorOver(entry, buffer);
  }
  return { tensors, metadata: header.metadata };
}

/** A file in memory, whose tensors are copied as they are read. */
export function safetensorsIn(bytes: Uint8Array, file: string): TensorSource & { metadata: Metadata } {
  const start = 8 + headerLength(bytes.subarray(0, 8), bytes.length, file);
  const { tensors, metadata } = parseHeader(bytes.subarray(8, start), bytes.length - start, file);
  return {
    names: [...tensors.keys()].sort(),
    metadata,
    info: (name) => lookUp(file, tensors, name),
    async read(name) {
      const entry = lookUp(file, tensors, name);
      return tensorOver(entry, Uint8Array.from(bytes.subarray(start + entry.begin, start + entry.end)).buffer);
    },
    close: () => Promise.resolve(),
  };
}

/**
 * What a file of these tensors starts with, and their names in the order in which their bytes follow.
 * The same tensors give the same bytes, whatever their order; they are the reference implementation's bytes.
 */
export function layOut(
  tensors: Readonly<Record<string, TensorInfo>>,
  metadata: Metadata = {},
): { head: Uint8Array; ordered: string[] } {
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const ordered = Object.entries(tensors).sort(
    ([a, s], [b, t]) => rank.get(s.dtype)! - rank.get(t.dtype)! || byText(a, b),
  );
  const header: Record<string, unknown> = {};
  const pairs = Object.entries(metadata).sort(([a], [b]) => byText(a, b));
  if (pairs.length > 0) header["__metadata__"] = Object.fromEntries(pairs);
  let at = 0;
  for (const [name, t] of ordered) {
    const end = at + byteLength(t);
    header[name] = { dtype: nameOfDtype.get(t.dtype), shape: t.shape, data_offsets: [at, end] };
    at = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20); // padded with spaces: the tensors are 8-byte aligned
  new DataView(head.buffer).setBigUint64(0, BigInt(head.length - 8), true);
  head.set(json, 8);
  return { head, ordered: ordered.map(([name]) => name) };
}

/** A whole file in memory. */
export function serializeSafetensors(tensors: TensorMap, metadata?: Metadata): Uint8Array {
  const { head, ordered } = layOut(tensors, metadata);
  return concatenated([head, ...ordered.map((name) => bytesOf(tensors[name]!))]);
}
