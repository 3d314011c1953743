/** @file One method on one task's items: what is not in the log yet is measured and written there. */

import { isExact, type AnswerMatch } from "../training/exact.js";
import { batches, lengthsOf } from "./batches.js";
import type { Contestant } from "./contestant.js";
import type { Entry } from "./contestants.js";
import { hashText } from "./hash.js";
import type { ItemLog, LoggedItem } from "./item-log.js";
import type { AnswerItem, ChoiceItem, ExactItem, Task, TaskItem } from "./tasks.js";

export interface Measuring {
  entry: Entry;
  task: Task;
  seed: number;
  log: ItemLog;
  /** The opened method; asked for only if there is something to measure. */
  contestant(): Promise<Contestant>;
  onMeasured(count: number): void;
  signal?: AbortSignal | undefined;
}

type Measured = Pick<LoggedItem, "scores" | "tooLong" | "logLikelihoods" | "answer">;

/** Changes when scores would come out otherwise for the same method and item. */
const measureVersion = 4;

/** The same for items that a method can't tell apart: one that reads no prompt answers once, whatever shots others see. */
const keyOf = (entry: Entry, item: TaskItem): string =>
  hashText(`${measureVersion}`, entry.sha256, entry.prompt === "unread" ? item.promptless : item.key);

/** Measures items of one seed; gives their lines of the log, in their order. */
export async function measure(items: readonly TaskItem[], measuring: Measuring): Promise<LoggedItem[]> {
  const { entry, task, seed, log, onMeasured, signal } = measuring;
  const wanted = new Map<string, TaskItem>();
  for (const item of items) if (!log.get(keyOf(entry, item))) wanted.set(keyOf(entry, item), item);
  onMeasured(items.length - wanted.size);
  const lineOf = (item: TaskItem, measured: Measured) => ({
    key: keyOf(entry, item),
    method: entry.name,
    task: task.name,
    seed,
    ...measured,
  });
  const unread: Measured = { scores: Object.fromEntries(task.metrics.map((metric) => [metric, 0])), tooLong: true };
  const exact = [...wanted.values()].filter((item) => item.kind === "exact");
  if (exact.length > 0) {
    const measured = measureExact(exact, await measuring.contestant());
    for await (const part of measured) {
      signal?.throwIfAborted();
      await log.add(part.map(({ item, match }) => lineOf(item, match ? exactScores(match) : unread)));
      onMeasured(part.length);
    }
  }
  const inGroups = async <T extends ChoiceItem | AnswerItem>(
    all: readonly T[],
    measured: (contestant: Contestant, system: string, group: readonly T[]) => Promise<Measured[]>,
  ): Promise<void> => {
    const [fitting, tooLong]: [T[], T[]] = [[], []];
    for (const item of all) ((await (await measuring.contestant()).fits(item)) ? fitting : tooLong).push(item);
    await log.add(tooLong.map((item) => lineOf(item, unread)));
    onMeasured(tooLong.length);
    for (const group of byPrompt(fitting)) {
      signal?.throwIfAborted();
      const results = await measured(await measuring.contestant(), group[0]!.system, group);
      await log.add(group.map((item, i) => lineOf(item, results[i]!)));
      onMeasured(group.length);
    }
  };
  const choices = [...wanted.values()].filter((item) => item.kind === "choice");
  await inGroups(choices, async (contestant, system, group) => {
    const values = await contestant.choose(system, group);
    return group.map((item, i) => ({ scores: item.score(values[i]!), logLikelihoods: values[i]! }));
  });
  const written = [...wanted.values()].filter((item) => item.kind === "answer");
  await inGroups(written, async (contestant, system, group) => {
    const answers = await contestant.answers(system, group);
    return group.map((item, i) => ({ scores: item.score(answers[i]!), answer: answers[i]! }));
  });
  return items.map((item) => log.get(keyOf(entry, item))!);
}

/** Items that are measured at one time, at most: so many are lost with a process that is killed. */
const atOnce = 16;

/** Neighbours behind the same system prompt. */
function byPrompt<T extends TaskItem>(items: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const item of items) {
    const group = groups.at(-1);
    if (group && group.length < atOnce && group[0]!.system === item.system) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

const exactScores = (match: AnswerMatch): Measured => ({
  scores: { exact: Number(isExact(match)), tokens: match.right / match.tokens },
});

/** How much of each item is right, batch by batch; undefined where no context holds it. */
async function* measureExact(
  items: readonly ExactItem[],
  contestant: Contestant,
): AsyncGenerator<{ item: ExactItem; match: AnswerMatch | undefined }[]> {
  const scorer = await contestant.scorer();
  const encoded = items.map((item) => ({ item, ...scorer.encode(item.item) }));
  const tooLong = encoded.filter((e) => !scorer.fits(e));
  if (tooLong.length > 0) yield tooLong.map(({ item }) => ({ item, match: undefined }));
  for (const batch of batches(
    encoded.filter((e) => scorer.fits(e)),
    lengthsOf,
  )) {
    const found = await scorer.matches(batch);
    yield batch.map(({ item }, i) => ({ item, match: found[i]! }));
  }
}
