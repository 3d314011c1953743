/** @file A file read by byte ranges (Node); every failure is a `FileError` that names it. */

import { open, type FileHandle } from "node:fs/promises";
import { FileError } from "../errors.js";

/** The most that one system call reads: Node refuses 2 GiB and more. */
const maxRead = 2 ** 30;

export class ByteFile {
  private constructor(
    readonly path: string,
    /** Bytes of the whole file when it was opened. */
    readonly length: number,
    readonly handle: FileHandle,
  ) {}

  static async open(path: string): Promise<ByteFile> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, "r");
      const stat = await handle.stat();
      if (stat.isFile()) return new ByteFile(path, stat.size, handle);
    } catch (cause) {
      await handle?.close();
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new FileError(path, code === "ENOENT" ? "no such file" : `can't be read: ${message}`, { cause });
    }
    await handle.close();
    throw new FileError(path, "is not a file");
  }

  /** Bytes [begin, end) in a buffer of their own. Refuses a range beyond the file before it allocates anything. */
  async read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    if (begin < 0 || end < begin || end > this.length)
      throw new FileError(this.path, `is cut short: bytes ${begin} to ${end} of ${this.length} asked for`);
    const bytes = new Uint8Array(end - begin);
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await this.handle.read(bytes, done, Math.min(maxRead, bytes.length - done), begin + done);
      if (bytesRead === 0) throw new FileError(this.path, "became shorter while it was read");
      done += bytesRead;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
