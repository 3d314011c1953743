/** @file JSON files of a model directory (Node). */

import { readFile } from "node:fs/promises";
import { FileError } from "../errors.js";
import { parseJson, type Json } from "./json.js";

export { parseAs, type Json } from "./json.js";

/** A text file, or undefined if there is none. */
export async function readTextIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new FileError(file, `can't be read: ${message}`, { cause });
  }
}

/** A JSON object, or undefined if there is no such file. Throws a `FileError` if it is not one. */
export async function readJsonIfPresent(file: string): Promise<Json | undefined> {
  const text = await readTextIfPresent(file);
  return text === undefined ? undefined : parseJson(text, file);
}

export async function readJson(file: string): Promise<Json> {
  const value = await readJsonIfPresent(file);
  if (!value) throw new FileError(file, "no such file");
  return value;
}
