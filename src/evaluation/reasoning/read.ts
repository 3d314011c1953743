/** @file Questions from files: JSON Lines (gzipped or not) or Parquet. */

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { checkRow, readJsonLines } from "../../data/json-lines.js";
import { FileError } from "../../errors.js";
import { hubLayouts, plainLayout } from "./layouts.js";
import type { Question } from "./question.js";
import type { ReasoningTask } from "./tasks.js";

/**
 * The questions of a file, laid out as on the Hub or plainly. Throws a `FileError` that names the row and the field at
 * fault.
 */
export async function readQuestions(path: string, { layout }: ReasoningTask): Promise<Question[]> {
  const [hub, plain] = [hubLayouts[layout], plainLayout(layout)];
  const isPlain = (row: unknown): boolean => Array.isArray((row as { choices?: unknown } | null)?.choices);
  const rows = path.endsWith(".parquet")
    ? await readParquet(path)
    : await readJsonLines(path, z.unknown(), "questions");
  return rows.map((row, i) => checkRow(`${path}, row ${i + 1}`, row, isPlain(row) ? plain : hub));
}

async function readParquet(path: string): Promise<Record<string, unknown>[]> {
  const { parquetReadObjects } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const content = await readFile(path).catch((cause: unknown) => {
    throw new FileError(path, "can't be read; it should be a Parquet file of questions", { cause });
  });
  const file = new Uint8Array(content).buffer;
  const rows = await parquetReadObjects({ file, compressors }).catch((cause: unknown) => {
    throw new FileError(path, `is no Parquet file that can be read: ${(cause as Error).message}`, { cause });
  });
  // 64-bit columns come as BigInt.
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, v]) => [key, typeof v === "bigint" ? Number(v) : (v as unknown)]),
    ),
  );
}
