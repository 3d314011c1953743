/** @file Directories that a command writes: nobody's files are lost by a slip of the keyboard. */

import { readdir, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { FileError } from "../errors.js";
import { directoryMarks } from "../tensor/atomic.js";

/** Whether a directory's entries are those of an adapter, a model, a generator or another trained method. */
const isOurs = (entries: readonly string[]): boolean =>
  entries.some((entry) => directoryMarks.includes(entry)) || (entries.length === 1 && entries[0]!.endsWith(".gguf"));

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
  if (!isOurs(present))
    throw new FileError(directory, "holds files that are neither an adapter nor a model; give another directory");
  if (!force) throw new FileError(directory, "exists; --force replaces it");
  if (await isHeld(directory))
    throw new FileError(
      directory,
      "can't be replaced as a whole, as it is in use; empty it, or give another directory",
    );
}

/** Whether a directory is where this process runs, or a disk of its own: it can't be put aside then. */
async function isHeld(directory: string): Promise<boolean> {
  const [path, here] = [await realpath(directory), await realpath(process.cwd())];
  return path === here || (await stat(path)).dev !== (await stat(dirname(path))).dev;
}

/** Throws a `FileError` if `file` is there and may not be replaced, which `force` allows, or is a directory. */
export async function checkTargetFile(file: string, force = false): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new FileError(file, "is a directory; give the name of a file");
  if (found && !force) throw new FileError(file, "exists; --force replaces it");
}
