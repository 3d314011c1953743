/** @file safetensors files (Node): read lazily by byte range, written whole or not at all. */

import { writeAtomic } from "./atomic.js";
import { ByteFile } from "./byte-file.js";
import type { HostTensor, TensorMap } from "./host-tensor.js";
import { headerLength, layOut, parseHeader, type Metadata, type SafetensorsHeader } from "./safetensors.js";
import { bytesOf, lookUp, readAll, tensorOver, type TensorInfo, type TensorSource } from "./source.js";

export class SafetensorsFile implements TensorSource {
  readonly names: readonly string[];
  readonly metadata: Metadata;

  private constructor(
    private readonly file: ByteFile,
    private readonly header: SafetensorsHeader,
    /** Where the tensors' bytes start in the file. */
    private readonly start: number,
  ) {
    this.names = [...header.tensors.keys()].sort();
    this.metadata = header.metadata;
  }

  /** Reads and checks the header alone. */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await ByteFile.open(path);
    try {
      const start = 8 + headerLength(await file.read(0, Math.min(8, file.length)), file.length, path);
      return new SafetensorsFile(file, parseHeader(await file.read(8, start), file.length - start, path), start);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  info(name: string): TensorInfo {
    const { dtype, shape } = lookUp(this.file.path, this.header.tensors, name);
    return { dtype, shape };
  }

  async read(name: string): Promise<HostTensor> {
    const entry = lookUp(this.file.path, this.header.tensors, name);
    const bytes = await this.file.read(this.start + entry.begin, this.start + entry.end);
    return tensorOver(entry, bytes.buffer);
  }

  readAll(): Promise<TensorMap> {
    return readAll(this);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Opens a file and checks its header; tensors are read when asked for. Close it after use. */
export const openSafetensors = (path: string): Promise<SafetensorsFile> => SafetensorsFile.open(path);

/** Every tensor of a file. */
export async function readSafetensors(path: string): Promise<TensorMap> {
  const file = await openSafetensors(path);
  try {
    return await file.readAll();
  } finally {
    await file.close();
  }
}

/** Writes `path` atomically; the same tensors and metadata give the same bytes. */
export const writeSafetensors = (path: string, tensors: TensorMap, metadata?: Metadata): Promise<void> =>
  streamSafetensors(path, tensors, (name) => Promise.resolve(tensors[name]!), metadata);

/** As `writeSafetensors`, of tensors that are read when their turn comes: one of them is in memory at a time. */
export const streamSafetensors = (
  path: string,
  tensors: Readonly<Record<string, TensorInfo>>,
  read: (name: string) => Promise<HostTensor>,
  metadata?: Metadata,
): Promise<void> =>
  writeAtomic(path, async (handle) => {
    const { head, ordered } = layOut(tensors, metadata);
    await handle.writeFile(head);
    for (const name of ordered) await handle.writeFile(bytesOf(await read(name))); // each goes on where the last one ended
  });
