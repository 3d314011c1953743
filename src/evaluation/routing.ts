/** @file What a router chooses for the prompts of a task. */

import type { Contestant } from "./contestant.js";
import type { Entry } from "./contestants.js";
import type { Routing } from "./result.js";
import type { TaskItem } from "./tasks.js";

/** Prompts that are read for a task's map. */
const most = 16;

/** Empty for a method that has no router, or a task that has no prompts. */
export async function routingOf(
  { name, method }: Entry,
  task: string,
  items: readonly TaskItem[],
  contestant: () => Promise<Contestant>,
): Promise<Routing[]> {
  if (method !== "lora-gen") return [];
  const prompts = [...new Set(items.map(({ system }) => system))].filter((system) => system !== "").slice(0, most);
  const { gates } = await contestant();
  if (!gates || prompts.length === 0) return [];
  let sum: number[][] | undefined;
  for (const prompt of prompts) {
    const found = await gates(prompt);
    sum = sum ? sum.map((row, r) => row.map((value, e) => value + found[r]![e]!)) : found;
  }
  const mean = sum!.map((row) => row.map((value) => Number((value / prompts.length).toPrecision(4))));
  return [{ method: name, task, prompts: prompts.length, gates: mean }];
}
