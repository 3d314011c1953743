/** @file A lock on the directory of a run: two processes at once would tidy away what the other is writing. */

import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FileError } from "../errors.js";
import { asFileError } from "../tensor/atomic.js";

/** Holds the id of the process that trains there. */
const lockFile = (directory: string): string => join(resolve(directory), "run.lock");

/** Locks of this process: it may have the id of one that is gone, as the first process of a container has. */
const held = new Set<string>();

/** Throws a `FileError` if a process that lives has the directory. */
export async function checkUnlocked(directory: string): Promise<void> {
  const file = lockFile(directory);
  const pid = Number(await readFile(file, "utf8").catch(() => ""));
  const taken = pid === process.pid ? held.has(file) : pid > 0 && (await lives(pid));
  if (taken)
    throw new FileError(
      directory,
      `process ${pid} trains here; wait for it, or take another output directory (if that is some other program by now, remove ${file})`,
    );
}

/** Runs `work` with the lock of a directory that exists; one that was left by a process that is gone is taken over. */
export async function whileLocked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const file = lockFile(directory);
  await lock(directory, file);
  held.add(file);
  try {
    return await work();
  } finally {
    held.delete(file);
    await rm(file, { force: true });
  }
}

async function lock(directory: string, file: string): Promise<void> {
  const isThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EEXIST";
  for (;;) {
    try {
      return await writeFile(file, `${process.pid}\n`, { flag: "wx" });
    } catch (error) {
      if (!isThere(error)) throw asFileError(file, error);
    }
    await checkUnlocked(directory);
    await rm(file, { force: true });
  }
}

async function lives(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // One that has ended keeps its id until its parent asks after it, which that of a container may never do (Linux).
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/^\d+ \(.*\) Z /s.test(status);
}
