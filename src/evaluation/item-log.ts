/** @file What was measured, item by item, as JSON Lines: an interrupted evaluation goes on from it. */

import { join } from "node:path";
import { z } from "zod";
import { parseLine } from "../data/json-lines.js";
import { readTextIfPresent } from "../lm/json-file.js";
import { append, writeFileAtomic } from "../tensor/atomic.js";

const line = z.object({
  /** SHA-256 of the method and of the item: equal keys have equal scores, whatever else a recipe says. */
  key: z.string(),
  method: z.string(),
  task: z.string(),
  seed: z.number(),
  scores: z.record(z.string(), z.number()),
  /** No context held it; it counts as wrong. */
  tooLong: z.literal(true).optional(),
  /** Of choices. */
  logLikelihoods: z.array(z.number()).optional(),
  /** As it was written. */
  answer: z.string().optional(),
});

export type LoggedItem = z.infer<typeof line>;

export class ItemLog {
  private constructor(
    private readonly path: string,
    private readonly known: Map<string, LoggedItem>,
  ) {}

  /** Opens a directory's log. What was not written to its end, when a process was killed, is dropped. */
  static async open(directory: string): Promise<ItemLog> {
    const path = join(directory, "items.jsonl");
    const text = (await readTextIfPresent(path)) ?? "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole !== text) await writeFileAtomic(path, whole);
    const items = whole.split("\n").flatMap((raw, i) => (raw === "" ? [] : [parseLine(`${path}:${i + 1}`, raw, line)]));
    return new ItemLog(path, new Map(items.map((item) => [item.key, item])));
  }

  get(key: string): LoggedItem | undefined {
    return this.known.get(key);
  }

  async add(items: readonly LoggedItem[]): Promise<void> {
    if (items.length === 0) return;
    await append(this.path, items.map((item) => `${JSON.stringify(item)}\n`).join(""));
    for (const item of items) this.known.set(item.key, item);
  }
}
