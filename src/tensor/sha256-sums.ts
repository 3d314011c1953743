/** @file SHA256SUMS of a directory (Node), as `sha256sum` writes it: pages check and keep files by it. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "./sha256.js";

export const sumsFile = "SHA256SUMS";

/** A line for each file of a directory, those of `names` or all. */
export async function sha256Sums(directory: string, names?: readonly string[]): Promise<string> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory() && entry.name !== sumsFile).map(({ name }) => name);
  const lines: string[] = [];
  for (const name of files.filter((file) => names?.includes(file) ?? true).sort()) {
    lines.push(`${await sha256OfFile(join(directory, name))}  ${name}\n`);
  }
  return lines.join("");
}
