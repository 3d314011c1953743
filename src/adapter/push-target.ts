/** @file What a push may write over: nothing but adapters (Node). */

import { readdir, realpath, stat } from "node:fs/promises";
import { sep } from "node:path";
import { FileError } from "../errors.js";
import { openGguf } from "../tensor/gguf-file.js";
import { configFile } from "./peft-config.js";

const refusal = (path: string, what: string): FileError =>
  new FileError(path, `${what}; call the adapter otherwise, or give another directory`);

/** Throws a `FileError` unless nothing is at `directory`, or an adapter that is not the one of `source` and does not hold it. */
export async function checkAdapterDirectory(directory: string, source?: string): Promise<void> {
  const present = await readdir(directory).catch((error: unknown): string[] => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw refusal(directory, code === "ENOTDIR" ? "is a file, or within one" : `can't be read: ${message}`);
  });
  if (present.length === 0) return;
  if (!present.includes(configFile) || present.includes("config.json"))
    throw refusal(directory, "is no adapter, and would be replaced");
  if (source !== undefined && (await holds(directory, source)))
    throw refusal(directory, "is the adapter itself, which would be replaced");
}

/** Throws a `FileError` unless nothing is at `file`, or an adapter in GGUF. */
export async function checkAdapterFile(file: string): Promise<void> {
  if (!(await stat(file).catch(() => undefined))) return;
  const type = await generalType(file).catch(() => undefined);
  if (type !== "adapter") throw refusal(file, "is no adapter, and would be replaced");
}

async function holds(directory: string, path: string): Promise<boolean> {
  const [outer, inner] = [await realpath(directory), await realpath(path)];
  return `${inner}${sep}`.startsWith(`${outer}${sep}`);
}

async function generalType(file: string): Promise<unknown> {
  const gguf = await openGguf(file);
  await gguf.close();
  return gguf.metadata.get("general.type");
}
