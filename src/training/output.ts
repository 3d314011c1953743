/** @file The directory of a run: what is in it, and whether a new run may have it. */

import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "../errors.js";
import { makeDirectory } from "../tensor/atomic.js";
import { checkUnlocked, whileLocked } from "./output-lock.js";

/** What a run of LoraHub found, beside what every run writes. */
export const mixtureFile = "mixture.json";

/** Everything that a run writes. */
const parts = ["checkpoints", "metrics.jsonl", "best", "last", mixtureFile];

export interface OutputOptions {
  /** Continue from the newest checkpoint in the directory, if there is one. */
  resume?: boolean;
  /** Start anew, and drop the run that is there; without this or `resume` it is an error if there is one. */
  overwrite?: boolean;
}

/** Throws a `FileError` if another process trains in the directory, or it holds a run that would be lost. */
export async function checkOutput(directory: string, { resume, overwrite }: OutputOptions): Promise<void> {
  await checkUnlocked(directory);
  if (resume || overwrite) return;
  if ((await partsIn(directory)).length > 0)
    throw new FileError(directory, "holds a run already; resume it (--resume), or start anew in its place (--force)");
}

/** What a directory holds of a run; nothing, if it is not there. */
export const partsIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory).catch(() => [])).filter((entry) => parts.includes(entry));

/**
 * Runs `work` in the directory, which is made ready for a run and is this process's until its end. Throws a `FileError` if it
 * can't be written, another process trains in it, or it holds a run that would be lost.
 */
export async function withOutput<T>(directory: string, options: OutputOptions, work: () => Promise<T>): Promise<T> {
  await checkOutput(directory, options);
  await makeDirectory(directory);
  return whileLocked(directory, async () => {
    if (options.overwrite && !options.resume)
      for (const part of parts) await rm(join(directory, part), { recursive: true, force: true });
    for (const folder of [directory, join(directory, "checkpoints")]) await tidy(folder);
    return work();
  });
}

/** Removes what a run that was killed had not finished writing, and puts back what it was about to replace. */
async function tidy(folder: string): Promise<void> {
  const entries: string[] = await readdir(folder).catch(() => []);
  for (const entry of entries) {
    const [, name, kind] = /^(.+)\.(partial|old)-\d+-[0-9a-f]+$/.exec(entry) ?? [];
    if (kind === "old" && !entries.includes(name!)) await rename(join(folder, entry), join(folder, name!));
    else if (kind) await rm(join(folder, entry), { recursive: true });
  }
}
