/** @file JSON Lines, plain or gzipped, every line checked (Node). */

import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";
import { FileError } from "../errors.js";

/**
 * The lines of a file as `schema` takes them; empty ones are passed over. Throws a `FileError` that names the line and
 * the field; `what` is what the file should hold, for messages.
 */
export async function readJsonLines<T>(path: string, schema: z.ZodType<T>, what: string): Promise<T[]> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw new FileError(path, `can't be read; it should be a JSON Lines file of ${what}`, { cause });
  });
  const rows = textOf(path, content)
    .split("\n")
    .flatMap((raw, i): T[] => (raw.trim() === "" ? [] : [parseLine(`${path}:${i + 1}`, raw, schema)]));
  if (rows.length === 0) throw new FileError(path, `holds no ${what}`);
  return rows;
}

/** Told by its first bytes, not by its name. */
function textOf(path: string, content: Buffer): string {
  if (!(content[0] === 0x1f && content[1] === 0x8b)) return content.toString("utf8");
  try {
    return gunzipSync(content).toString("utf8");
  } catch (cause) {
    throw new FileError(path, `is a damaged gzip file: ${(cause as Error).message}`, { cause });
  }
}

function parseLine<T>(place: string, raw: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch (cause) {
    throw new FileError(place, `is not JSON: ${(cause as Error).message}`, { cause });
  }
  return checkRow(place, json, schema);
}

/** A row as `schema` takes it. Throws a `FileError` about `place` that names the first field at fault. */
export function checkRow<T>(place: string, row: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new FileError(place, `"${field.join(".")}": ${message}`);
}
