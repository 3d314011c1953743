/** @file Locks that are files: each holds the id of the process that has it; one whose process is gone is nobody's (Node). */

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { asFileError, beside } from "./atomic.js";

/** Locks of this process: it may have the id of one that is gone, as the first process of a container has. */
const held = new Set<string>();

/** The id of the process that lives and has the lock; undefined if there is none. */
export const lockHolder = (file: string): Promise<number | undefined> =>
  held.has(file) ? Promise.resolve(process.pid) : otherHolder(file);

/**
 * Takes the lock until `freeLock`, from a process that is gone, too; gives the id of the one that has it otherwise.
 * Throws a `FileError` if it can't be written.
 */
export async function takeLock(file: string): Promise<number | undefined> {
  if (held.has(file)) return process.pid;
  held.add(file);
  let taken = false;
  try {
    while (!(taken = await write(file))) {
      const holder = await otherHolder(file);
      if (holder !== undefined) return holder;
      await takeAway(file);
    }
    return undefined;
  } finally {
    if (!taken) held.delete(file);
  }
}

/** Removes the lock, unless another process has it by now. */
export async function freeLock(file: string): Promise<void> {
  try {
    if ((await named(file)) === process.pid) await rm(file, { force: true });
  } finally {
    held.delete(file);
  }
}

/** Whether there was none. */
async function write(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw asFileError(file, error);
  }
}

/** Of a process that is gone; put back, if another one has taken it over since it was looked at. */
async function takeAway(file: string): Promise<void> {
  const away = beside(file, "partial");
  const isMoved = await rename(file, away).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  if ((await otherHolder(away)) !== undefined) await rename(away, file);
  else await rm(away, { force: true });
}

async function otherHolder(file: string): Promise<number | undefined> {
  const pid = await named(file);
  return pid !== process.pid && (await isRunning(pid)) ? pid : undefined;
}

/** The process that a lock names, 0 if there is none. One that is empty is being written, unless it stays so. */
async function named(file: string): Promise<number> {
  for (let i = 0; i < 20; i++) {
    const text = await readFile(file, "utf8").catch(() => "0");
    if (text !== "") return Number(text) || 0;
    await setTimeout(25);
  }
  return 0;
}

/** Whether a process of this machine runs. */
export async function isRunning(pid: number): Promise<boolean> {
  // To the system 0 and less are whole groups of processes.
  if (pid <= 0) return false;
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
