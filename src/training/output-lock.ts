/** @file A lock on the directory of a run: two processes at once would tidy away what the other is writing. */

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FileError } from "../errors.js";
import { asFileError, beside } from "../tensor/atomic.js";

/** Holds the id of the process that trains there. */
const lockFile = (directory: string): string => join(resolve(directory), "run.lock");

/** Locks of this process: it may have the id of one that is gone, as the first process of a container has. */
const held = new Set<string>();

/** Throws a `FileError` if a process that lives has the directory. */
export async function checkUnlocked(directory: string): Promise<void> {
  const file = lockFile(directory);
  const pid = await holder(file);
  if (pid === process.pid ? held.has(file) : await lives(pid)) throw taken(directory, pid);
}

/** Runs `work` with the lock of a directory that exists; one that was left by a process that is gone is taken over. */
export async function whileLocked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const file = lockFile(directory);
  if (held.has(file)) throw taken(directory, process.pid);
  held.add(file);
  try {
    await lock(directory, file);
    return await work().finally(async () => {
      if ((await holder(file)) === process.pid) await rm(file, { force: true });
    });
  } finally {
    held.delete(file);
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
    const pid = await holder(file);
    if (await isOthers(pid)) throw taken(directory, pid);
    await takeAway(file);
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
  if (await isOthers(await holder(away))) await rename(away, file);
  else await rm(away, { force: true });
}

/** The process that a lock names, 0 if there is none. One that is empty is being written, unless it stays so. */
async function holder(file: string): Promise<number> {
  for (let i = 0; i < 20; i++) {
    const text = await readFile(file, "utf8").catch(() => "0");
    if (text !== "") return Number(text) || 0;
    await setTimeout(25);
  }
  return 0;
}

const isOthers = async (pid: number): Promise<boolean> => pid !== process.pid && (await lives(pid));

const taken = (directory: string, pid: number): FileError =>
  new FileError(
    directory,
    `process ${pid} trains here; wait for it, or take another output directory (if that is some other program by now, remove ${lockFile(directory)})`,
  );

async function lives(pid: number): Promise<boolean> {
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
