/** @file Files and directories that appear whole or not at all (Node). */

import { randomBytes } from "node:crypto";
import {
  access,
  appendFile,
  constants,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  type FileHandle,
} from "node:fs/promises";
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

/** An ending that no other writer uses. */
const own = (what: string): string => `.${what}-${process.pid}-${randomBytes(3).toString("hex")}`;

/** A name beside `target`, on the same file system. */
export const beside = (target: string, what: string): string => path.resolve(target) + own(what);

/**
 * Writes files under other names, flushes them to the disk, then renames them. Throws a `FileError` for the first that can't
 * be written, and leaves all that was there.
 */
async function replaceFiles(
  files: readonly { file: string; write: (handle: FileHandle) => Promise<void> }[],
): Promise<void> {
  const parts = files.map((part) => ({ ...part, temporary: beside(part.file, "partial") }));
  let current = "";
  try {
    for (const { file, write, temporary } of parts) {
      current = file;
      // Found out by the renaming, it would come too late for those before it.
      if ((await stat(file).catch(() => undefined))?.isDirectory())
        throw new FileError(file, `can't be written: ${reasons["EISDIR"]}`);
      await mkdir(path.dirname(temporary), { recursive: true });
      await writeSynced(temporary, write);
    }
    for (const { file, temporary } of parts) {
      current = file;
      await rename(temporary, file);
    }
  } catch (error) {
    for (const { temporary } of parts) await rm(temporary, { force: true }).catch(() => {});
    throw asFileError(current, error);
  }
}

async function writeSynced(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await write(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file through `write` under another name, flushes it to the disk, then renames it to `file`.
 * Directories on the way are made. Throws a `FileError` if `file` can't be written, and leaves what was there.
 */
export const writeAtomic = (file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> =>
  replaceFiles([{ file, write }]);

/**
 * Writes several files, of which none is in its place before all are on the disk. Throws a `FileError` for the first that
 * can't be written, and leaves all that was there.
 */
export const writeFilesAtomic = (
  files: readonly { file: string; content: () => Uint8Array | string }[],
): Promise<void> =>
  replaceFiles(files.map(({ file, content }) => ({ file, write: (handle) => handle.writeFile(content()) })));

export const writeFileAtomic = (file: string, content: Uint8Array | string): Promise<void> =>
  writeAtomic(file, (handle) => handle.writeFile(content));

/** Files that tell what a directory holds. */
export const directoryMarks: readonly string[] = [
  "config.json",
  "adapter_config.json",
  "generator.json",
  "method.json",
];

/**
 * Fills a new directory beside `directory` through `fill`, then puts it in its place. A directory that was there is
 * replaced as a whole: no file of it stays. An empty one is filled, and may be where a process runs, or a disk of its own.
 * If `fill` throws, what was there is untouched.
 */
export async function writeDirectoryAtomic(
  directory: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const present = await readdir(directory).catch(() => undefined);
  return present?.length === 0 ? fillDirectory(directory, fill) : replaceDirectory(directory, fill);
}

/** Within it, then up, entry by entry; who reads it finds no model before the last file of it is there. */
async function fillDirectory(directory: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = path.join(directory, own("partial"));
  const moved: string[] = [];
  try {
    await mkdir(temporary);
    await fill(temporary);
    const isMark = (entry: string): number => Number(directoryMarks.includes(entry));
    for (const entry of (await readdir(temporary)).sort((a, b) => isMark(a) - isMark(b))) {
      await rename(path.join(temporary, entry), path.join(directory, entry));
      moved.push(path.join(directory, entry));
    }
    await rmdir(temporary);
  } catch (error) {
    for (const entry of [temporary, ...moved]) await rm(entry, { recursive: true, force: true }).catch(() => {});
    throw asFileError(directory, error);
  }
}

async function replaceDirectory(directory: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = beside(directory, "partial");
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await swap(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw asFileError(directory, error);
  }
}

/** Puts a directory in the place of one that may be there. */
async function swap(temporary: string, directory: string): Promise<void> {
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
}
