/** @file Directories that a command writes: nobody's files are lost by a slip of the keyboard. */

import { readdir, stat } from "node:fs/promises";
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

/** Throws a `FileError` if `file` is there and may not be replaced, which `force` allows, or is a directory. */
export async function checkTargetFile(file: string, force = false): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new FileError(file, "is a directory; give the name of a file");
  if (found && !force) throw new FileError(file, "exists; --force replaces it");
}
