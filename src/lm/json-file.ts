/** @file JSON files of a model directory (Node). */

import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { FileError } from "../errors.js";

export type Json = Record<string, unknown>;

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
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FileError(file, `is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new FileError(file, "is not a JSON object");
  return value as Json;
}

export async function readJson(file: string): Promise<Json> {
  const value = await readJsonIfPresent(file);
  if (!value) throw new FileError(file, "no such file");
  return value;
}

/** The JSON `text` of `file` as `schema` takes it. Throws a `FileError` that names the first field at fault. */
export function parseAs<T>(schema: z.ZodType<T>, file: string, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new FileError(file, `is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new FileError(file, `"${path.join(".")}": ${message}`);
}
