/** @file Files and directories that appear whole or not at all (Node). */

import { randomBytes } from "node:crypto";
import { access, appendFile, constants, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { FileError } from "../errors.js";

const reasons: Record<string, string> = {
  EACCES: "no permission to write here",
  EPERM: "no permission to write here",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file, not a directory",
  EEXIST: "a part of the path is a file, not a directory",
  EISDIR: "is a directory, expected a file",
  ENOTEMPTY: "another process is writing it",
};

/** An error of the file system as a `FileError` about `file`; any other error as it is. */
export function asFileError(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof FileError || typeof code !== "string" || !(error as NodeJS.ErrnoException).syscall) return error;
  return new FileError(file, `can't be written: ${reasons[code] ?? (error as Error).message}`, { cause: error });
}

/** Makes a directory, with those on the way. Throws a `FileError` if it can't be made or written. */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (error) {
    throw asFileError(directory, error);
  }
}

/** Adds to the end of a file. Throws a `FileError` if it can't be written. */
export const append = (file: string, text: string): Promise<void> =>
  appendFile(file, text).catch((error: unknown) => {
    throw asFileError(file, error);
  });

/** A name beside `target`, on the same file system, that no other writer uses. */
const beside = (target: string, what: string): string =>
  `${path.resolve(target)}.${what}-${process.pid}-${randomBytes(3).toString("hex")}`;

async function replace(
  target: string,
  write: (temporary: string) => Promise<void>,
  move: (temporary: string) => Promise<void>,
) {
  const temporary = beside(target, "partial");
  try {
    await mkdir(path.dirname(temporary), { recursive: true });
    await write(temporary);
    await move(temporary);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw asFileError(target, error);
  }
}

/**
 * Writes a file through `write` under another name, flushes it to the disk, then renames it to `file`.
 * Directories on the way are made. Throws a `FileError` if `file` can't be written, and leaves what was there.
 */
export const writeAtomic = (file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> =>
  replace(
    file,
    async (temporary) => {
      const handle = await open(temporary, "wx");
      try {
        await write(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    (temporary) => rename(temporary, file),
  );

export const writeFileAtomic = (file: string, content: Uint8Array | string): Promise<void> =>
  writeAtomic(file, (handle) => handle.writeFile(content));

/**
 * Fills a new directory beside `directory` through `fill`, then puts it in its place. A directory that was there is
 * replaced as a whole: no file of it stays. If `fill` throws, what was there is untouched.
 */
export const writeDirectoryAtomic = (directory: string, fill: (temporary: string) => Promise<void>): Promise<void> =>
  replace(
    directory,
    async (temporary) => {
      await mkdir(temporary);
      await fill(temporary);
    },
    async (temporary) => {
      const old = beside(directory, "old");
      let moved = true;
      try {
        await rename(directory, old);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        moved = false;
      }
      try {
        await rename(temporary, directory);
      } catch (error) {
        if (moved) await rename(old, directory);
        throw error;
      }
      await rm(old, { recursive: true, force: true });
    },
  );
