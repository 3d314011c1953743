/** @file Directories that a command writes: nobody's files are lost by a slip of the keyboard. */

import { readdir } from "node:fs/promises";
import { FileError } from "../errors.js";

/** What shows that a directory holds an adapter, a model or a generator. */
const marks = ["adapter_config.json", "config.json", "generator.json"];

/** Throws a `FileError` if `directory` holds files; with `force` it may be an adapter or a model, which is then replaced. */
export async function checkTarget(directory: string, force = false): Promise<void> {
  const present = await readdir(directory).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new FileError(
      directory,
      code === "ENOTDIR" ? "can't be written: it is a file, or within one" : "can't be read",
      {
        cause: error,
      },
    );
  });
  if (present.length === 0) return;
  if (!present.some((entry) => marks.includes(entry)))
    throw new FileError(directory, "holds files that are neither an adapter nor a model; give another directory");
  if (!force) throw new FileError(directory, "exists; --force replaces it");
}
