/**
 * @file The header of a GGUF file (version 2 and 3, little-endian), in memory:
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Node's files are in `gguf-file.ts`.
 */

import { FileError, shown } from "../errors.js";
import { ggmlTypes, type GgmlType } from "./dequantize.js";
import { elementCount } from "./host-tensor.js";

/** 64-bit integers beyond 2⁵³ are rounded. */
export type GgufValue = number | boolean | string | number[] | boolean[] | string[];

export interface GgufTensor {
  /** Undefined for a type that can't be read here; such a tensor only has a name and a shape. */
  readonly type: GgmlType | undefined;
  /** Its number in ggml's list of types. */
  readonly typeId: number;
  /** Row-major: the reverse of ggml's. */
  readonly shape: readonly number[];
  /** Bytes [begin, end) of the file. */
  readonly begin: number;
  readonly end: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const magic = 0x46554747; // "GGUF"
const stringType = 8;
const arrayType = 9;
/** GGML_MAX_DIMS */
const maxDims = 4;

/** Thrown where the bytes at hand end, but the file goes on. */
class Incomplete extends Error {}

/** Reads values one behind the other; never past the end, and never allocates what is not there. */
class Cursor {
  at = 0;
  readonly #view: DataView;
  /** A byte order mark belongs to a token as any other character does. */
  readonly #text = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(
    private readonly bytes: Uint8Array,
    private readonly fileLength: number,
    readonly file: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves over `size` bytes. Returns where they start. */
  take(size: number): number {
    const end = this.at + size;
    if (end > this.fileLength)
      throw new FileError(this.file, `is cut short or damaged: byte ${this.at} of its header tells of ${size} more`);
    if (end > this.bytes.length) throw new Incomplete();
    const start = this.at;
    this.at = end;
    return start;
  }

  u32 = (): number => this.#view.getUint32(this.take(4), true);
  u64 = (): number => Number(this.#view.getBigUint64(this.take(8), true));

  string = (): string => {
    const length = this.u64();
    const start = this.take(length);
    return this.#text.decode(this.bytes.subarray(start, start + length));
  };

  /** How the value types (gguf_metadata_value_type), but arrays, are read. */
  readonly #readers: Record<number, () => number | boolean | string> = {
    0: () => this.#view.getUint8(this.take(1)),
    1: () => this.#view.getInt8(this.take(1)),
    2: () => this.#view.getUint16(this.take(2), true),
    3: () => this.#view.getInt16(this.take(2), true),
    4: this.u32,
    5: () => this.#view.getInt32(this.take(4), true),
    6: () => this.#view.getFloat32(this.take(4), true),
    7: () => this.#view.getUint8(this.take(1)) !== 0,
    [stringType]: this.string,
    10: this.u64,
    11: () => Number(this.#view.getBigInt64(this.take(8), true)),
    12: () => this.#view.getFloat64(this.take(8), true),
  };

  /** The value of a key; `key` names it in errors. */
  value(key: string): GgufValue {
    const type = this.u32();
    if (type !== arrayType) return this.#reader(type, key)();
    const read = this.#reader(this.u32(), key);
    const length = this.u64();
    const values = [];
    for (let i = 0; i < length; i++) values.push(read());
    return values as GgufValue;
  }

  #reader(type: number, key: string): () => number | boolean | string {
    const read = this.#readers[type];
    if (!read) throw new FileError(this.file, `"${key}" has a value of type ${type}, which GGUF does not know`);
    return read;
  }
}

/** A tensor's row of the header. */
interface Row {
  readonly shape: readonly number[];
  readonly typeId: number;
  /** From the start of the tensors' bytes. */
  readonly offset: number;
}

interface Layout {
  readonly file: string;
  readonly fileLength: number;
  /** Where the tensors' bytes start. */
  readonly start: number;
  readonly alignment: number;
}

function placeTensor(
  name: string,
  { shape, typeId, offset }: Row,
  { file, fileLength, start, alignment }: Layout,
): GgufTensor {
  const fail = (problem: string): never => {
    throw new FileError(file, `tensor "${name}" ${problem}`);
  };
  if (offset % alignment !== 0) fail(`begins at byte ${offset}, expected a multiple of ${alignment}`);
  const type = ggmlTypes.get(typeId);
  const begin = start + offset;
  if (!type) return { type, typeId, shape, begin, end: begin };
  const width = shape.at(-1) ?? 1;
  if (width % type.elements !== 0)
    fail(`has rows of ${width} elements, expected whole blocks of ${type.elements} (${type.name})`);
  const end = begin + (elementCount(shape) / type.elements) * type.bytes;
  if (!(end <= fileLength)) fail(`ends at byte ${end} of ${fileLength}: the file is cut short or damaged`);
  return { type, typeId, shape, begin, end };
}

/**
 * Parses and checks the header that `bytes`, the start of a file of `fileLength` bytes, begins with. Returns
 * undefined if they do not hold all of it. Throws a `FileError`.
 */
export function parseGguf(bytes: Uint8Array, fileLength: number, file: string): GgufHeader | undefined {
  try {
    return parse(new Cursor(bytes, fileLength, file), fileLength);
  } catch (error) {
    if (error instanceof Incomplete) return undefined;
    throw error;
  }
}

function parse(cursor: Cursor, fileLength: number): GgufHeader {
  const { file } = cursor;
  if (fileLength < 24 || cursor.u32() !== magic) throw new FileError(file, "is not a GGUF file");
  const version = cursor.u32();
  if ((version & 0xffff) === 0)
    throw new FileError(file, "is a big-endian GGUF file; only little-endian ones can be read");
  if (version !== 2 && version !== 3)
    throw new FileError(file, `is a GGUF file of version ${version}, expected 2 or 3`);
  const [tensorCount, valueCount] = [cursor.u64(), cursor.u64()];

  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < valueCount; i++) {
    const key = cursor.string();
    if (metadata.has(key)) throw new FileError(file, `has "${key}" twice`);
    metadata.set(key, cursor.value(key));
  }
  const alignment = metadata.get("general.alignment") ?? 32;
  if (typeof alignment !== "number" || alignment <= 0 || (alignment & (alignment - 1)) !== 0)
    throw new FileError(file, `has general.alignment ${shown(alignment)}, expected a power of two`);

  const rows = new Map<string, Row>();
  for (let i = 0; i < tensorCount; i++) {
    const name = cursor.string();
    if (rows.has(name)) throw new FileError(file, `has tensor "${name}" twice`);
    const dims = cursor.u32();
    if (dims > maxDims) throw new FileError(file, `tensor "${name}" has ${dims} dims, expected at most ${maxDims}`);
    const shape = Array.from({ length: dims }, () => cursor.u64()).reverse();
    rows.set(name, { shape, typeId: cursor.u32(), offset: cursor.u64() });
  }
  const layout = { file, fileLength, start: Math.ceil(cursor.at / alignment) * alignment, alignment };
  const tensors = new Map([...rows].map(([name, row]) => [name, placeTensor(name, row, layout)]));
  return { version, metadata, tensors };
}
