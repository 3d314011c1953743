/** @file A lock on the directory of a run: two processes at once would tidy away what the other is writing. */

import { join, resolve } from "node:path";
import { FileError } from "../errors.js";
import { freeLock, lockHolder, takeLock } from "../tensor/file-lock.js";

const lockFile = (directory: string): string => join(resolve(directory), "run.lock");

/** Throws a `FileError` if a process that lives has the directory. */
export async function checkUnlocked(directory: string): Promise<void> {
  const pid = await lockHolder(lockFile(directory));
  if (pid !== undefined) throw taken(directory, pid);
}

/** Runs `work` with the lock of a directory that exists; one that was left by a process that is gone is taken over. */
export async function whileLocked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const file = lockFile(directory);
  const pid = await takeLock(file);
  if (pid !== undefined) throw taken(directory, pid);
  try {
    return await work();
  } finally {
    await freeLock(file);
  }
}

const taken = (directory: string, pid: number): FileError =>
  new FileError(
    directory,
    `process ${pid} trains here; wait for it, or take another output directory (if that is some other program by now, remove ${lockFile(directory)})`,
  );
