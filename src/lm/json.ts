/** @file JSON texts, checked; wherever they come from. */

import type { z } from "zod";
import { FileError } from "../errors.js";

export type Json = Record<string, unknown>;

/** The JSON object that `file` holds. Throws a `FileError` if it is none. */
export function parseJson(text: string, file: string): Json {
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
