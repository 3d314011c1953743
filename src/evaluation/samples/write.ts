/** @file Samples of a recipe with `data: { kind: jsonl }`, as files. */

import path from "node:path";
import type { Turn } from "../../data/episode.js";
import { writeFileAtomic } from "../../tensor/atomic.js";

/** One system prompt with requests and their answers: a line of the file. */
export interface Sample {
  system: string;
  turns: readonly Turn[];
}

/** Rows as JSON Lines in `directory`, a file each; gives the number of rows of each. Throws a `FileError`. */
export async function writeJsonLines(
  directory: string,
  files: Readonly<Record<string, readonly unknown[]>>,
): Promise<Record<string, number>> {
  for (const [name, rows] of Object.entries(files))
    await writeFileAtomic(path.join(directory, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return Object.fromEntries(Object.entries(files).map(([name, rows]) => [name, rows.length]));
}
