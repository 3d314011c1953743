/** @file Where a store on the disk has its bytes. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";

export async function contentFiles(store: string): Promise<string[]> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.parentPath.includes("content-"));
  return files.map(({ parentPath, name }) => join(parentPath, name));
}
