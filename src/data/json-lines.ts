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
  return (await readLines(path, what)).map(({ place, text }) => parseLine(place, text, schema));
}

/** The lines of a file that are not empty, each with its place; what `readJsonLines` reads. */
export async function readLines(path: string, what: string): Promise<{ place: string; text: string }[]> {
  const content = await readFile(path).catch((cause: unknown) => {
    throw new FileError(path, `can't be read; it should be a JSON Lines file of ${what}`, { cause });
  });
  const lines = textOf(path, content)
    .split("\n")
    .flatMap((text, i) => (text.trim() === "" ? [] : [{ place: `${path}:${i + 1}`, text }]));
  if (lines.length === 0) throw new FileError(path, `holds no ${what}`);
  return lines;
}

function textOf(path: string, content: Buffer): string {
  const bytes = unzipped(path, content);
  try {
    return bytes.toString("utf8").replace(/^\ufeff/, "");
  } catch (cause) {
    throw new FileError(path, `has ${bytes.length} bytes of text, more than can be read at once; split it`, { cause });
  }
}

/** Told by its first bytes, not by its name. */
function unzipped(path: string, content: Buffer): Buffer {
  if (!(content[0] === 0x1f && content[1] === 0x8b)) return content;
  try {
    return gunzipSync(content);
  } catch (cause) {
    throw new FileError(path, `is a damaged gzip file: ${(cause as Error).message}`, { cause });
  }
}

/** The JSON of one line as `schema` takes it. */
export function parseLine<T>(place: string, raw: string, schema: z.ZodType<T>): T {
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
