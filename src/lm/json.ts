/** @file JSON texts, checked; wherever they come from. */

import type { z } from "zod";
import { FileError } from "../errors.js";

export type Json = Record<string, unknown>;

/** Deeper than any file of a model is; what walks a value need not ask how deep it is. */
const maxDepth = 100;

const deeper = (value: unknown, levels: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (levels === 0 || Object.values(value).some((item) => deeper(item, levels - 1)));

/** Throws a `FileError` for a text that is no JSON, or nested without end. */
function parse(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FileError(file, `is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (deeper(value, maxDepth)) throw new FileError(file, `is nested more than ${maxDepth} levels deep`);
  return value;
}

/** The JSON object that `file` holds. Throws a `FileError` if it is none. */
export function parseJson(text: string, file: string): Json {
  const value = parse(text, file);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new FileError(file, "is not a JSON object");
  return value as Json;
}

/** The JSON `text` of `file` as `schema` takes it. Throws a `FileError` that names the first field at fault. */
export function parseAs<T>(schema: z.ZodType<T>, file: string, text: string): T {
  const parsed = schema.safeParse(parse(text, file));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new FileError(file, `"${path.join(".")}": ${message}`);
}
