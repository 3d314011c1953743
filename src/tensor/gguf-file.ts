/** @file GGUF files (Node), read lazily and written whole or not at all: the header first, then one tensor at a time. */

import { FileError } from "../errors.js";
import { writeAtomic } from "./atomic.js";
import { ByteFile } from "./byte-file.js";
import { ggufParts, type GgufFields, type GgufOutput } from "./gguf-write.js";
import { parseGguf, type GgufHeader, type GgufTensor, type GgufValue } from "./gguf.js";
import { f32, type HostTensor } from "./host-tensor.js";
import { lookUp, type TensorSource } from "./source.js";

/** Read at first; vocabularies make headers of 1 to 16 MiB. */
const firstRead = 2 ** 22;
/** A longer header is an attack or a damaged file. */
const maxHeaderLength = 2 ** 26;

async function readHeader(file: ByteFile): Promise<GgufHeader> {
  for (let length = Math.min(firstRead, file.length); ; length = Math.min(length * 4, file.length)) {
    const header = parseGguf(await file.read(0, length), file.length, file.path);
    if (header) return header;
    if (length >= maxHeaderLength) throw new FileError(file.path, "is damaged: its header does not end");
  }
}

export class GgufFile implements TensorSource {
  readonly names: readonly string[];
  readonly metadata: ReadonlyMap<string, GgufValue>;

  private constructor(
    private readonly file: ByteFile,
    private readonly header: GgufHeader,
  ) {
    this.names = [...header.tensors.keys()];
    this.metadata = header.metadata;
  }

  /** Reads and checks the header alone. */
  static async open(path: string): Promise<GgufFile> {
    const file = await ByteFile.open(path);
    try {
      return new GgufFile(file, await readHeader(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Of the tensor as `read` gives it. */
  info(name: string): { dtype: "f32"; shape: readonly number[] } {
    return { dtype: "f32", shape: lookUp(this.file.path, this.header.tensors, name).shape };
  }

  /** Its ggml type, undefined for one that can't be read. */
  storedType(name: string): string | undefined {
    return lookUp(this.file.path, this.header.tensors, name).type?.name;
  }

  /** As f32, whatever its type in the file. */
  async read(name: string): Promise<HostTensor<"f32">> {
    const { type, shape, bytes } = await this.readStored(name);
    return f32(shape, type.decode(bytes));
  }

  /** The blocks of a tensor as they are in the file. */
  async readStored(
    name: string,
  ): Promise<{ type: NonNullable<GgufTensor["type"]>; shape: readonly number[]; bytes: Uint8Array }> {
    const { type, typeId, shape, begin, end } = lookUp(this.file.path, this.header.tensors, name);
    if (!type)
      throw new FileError(
        this.file.path,
        `tensor "${name}" is of ggml type ${typeId}, which can't be read; quantise the model to Q4_0, Q4_K_M, Q8_0 or F16`,
      );
    return { type, shape, bytes: await this.file.read(begin, end) };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Opens a file and checks its header; tensors are read when asked for. Close it after use. */
export const openGguf = (path: string): Promise<GgufFile> => GgufFile.open(path);

export type { GgufOutput } from "./gguf-write.js";

/**
 * Writes `path` atomically, holding one tensor at a time; the same fields and tensors give the same bytes. Returns its
 * length. Throws a `ShapeError` if a tensor is not what it was said to be, or its rows are not whole blocks.
 */
export async function writeGguf(path: string, fields: GgufFields, tensors: readonly GgufOutput[]): Promise<number> {
  let written = 0;
  await writeAtomic(path, async (handle) => {
    for await (const part of ggufParts(fields, tensors)) {
      await handle.writeFile(part); // each goes on where the last one ended
      written += part.length;
    }
  });
  return written;
}
