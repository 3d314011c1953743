/** @file Samples of a recipe with `data: { kind: jsonl }`, as files. */

import path from "node:path";
import type { Turn } from "../../data/episode.js";
import { FileError } from "../../errors.js";
import { writeFilesAtomic } from "../../tensor/atomic.js";
import { exists } from "../../tensor/exists.js";

/** One system prompt with requests and their answers: a line of the file. */
export interface Sample {
  system: string;
  turns: readonly Turn[];
}

export interface WriteOptions {
  /** Files that are there are replaced. */
  overwrite?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** What every set of samples has. */
export const sampleFiles = ["train.jsonl", "validation.jsonl"] as const;

/** Throws a `FileError` for the first of the files that `directory` has, unless they may be replaced, and the signal's reason. */
export async function checkNew(
  directory: string,
  names: readonly string[],
  { overwrite = false, signal }: WriteOptions,
): Promise<void> {
  signal?.throwIfAborted();
  if (overwrite) return;
  for (const name of names) {
    const file = path.join(directory, name);
    if (await exists(file)) throw new FileError(file, "exists; --force replaces it");
  }
}

/**
 * Rows as JSON Lines in `directory`, a file each, all of them or none; gives the number of rows of each. Throws as
 * `checkNew`, and a `FileError` for what can't be written.
 */
export async function writeJsonLines(
  directory: string,
  files: Readonly<Record<string, readonly unknown[]>>,
  options: WriteOptions = {},
): Promise<Record<string, number>> {
  await checkNew(directory, Object.keys(files), options);
  await writeFilesAtomic(
    Object.entries(files).map(([name, rows]) => ({
      file: path.join(directory, name),
      content: () => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    })),
  );
  return Object.fromEntries(Object.entries(files).map(([name, rows]) => [name, rows.length]));
}
