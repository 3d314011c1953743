/** @file The golden models as whole directories: they come without a tokenizer, and take over another's. */

import { cp } from "node:fs/promises";
import { join } from "node:path";
import { golden } from "../golden.js";

/** Copies golden `architecture` into `root` with a tokenizer beside it, and gives its path. */
export async function goldenModel(architecture: string, root: string): Promise<string> {
  const directory = join(root, architecture);
  for (const part of [`architectures/${architecture}`, "tokenizers/byte-level"])
    await cp(golden(part), directory, { recursive: true });
  return directory;
}
