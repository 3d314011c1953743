/** @file A run's log, for comparing it with another's. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface LogLine extends Record<string, number> {
  step: number;
}

/** Lines of a run's log, without the times; the last may be cut off, as long as the run goes on. */
export async function readLog(output: string): Promise<LogLine[]> {
  const text = await readFile(join(output, "metrics.jsonl"), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const { tokensPerSecond: _, ...rest } = JSON.parse(line) as LogLine;
      return rest;
    });
}
