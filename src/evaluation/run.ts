/** @file Evaluates what a recipe says: methods × tasks × seeds, into `items.jsonl` and `result.json`. */

import { join } from "node:path";
import { InputError } from "../errors.js";
import { makeDirectory, writeFileAtomic } from "../tensor/atomic.js";
import type { Contestant } from "./contestant.js";
import { entryOf, openEdge, type Entry } from "./contestants.js";
import { efficiencyOf } from "./costs/efficiency.js";
import { peakMemory } from "./costs/peak-memory.js";
import { hashText } from "./hash.js";
import { ItemLog } from "./item-log.js";
import { measure } from "./measure.js";
import { singles, type EvaluationRecipe, type SingleEntry } from "./recipe.js";
import type { Efficiency, EvaluationResult, Routing } from "./result.js";
import { routingOf } from "./routing.js";
import { comparisonsOf, meanRowsOf, rowsOf } from "./summary.js";
import { tasksOf, type Scores, type Task, type TaskItem } from "./tasks.js";
import { versions } from "./versions.js";

export const resultFile = "result.json";

export interface EvaluationHooks {
  onProgress?(done: number, total: number, doing: string): void;
  signal?: AbortSignal;
  threads?: number;
}

/**
 * Runs a recipe. Items that its output directory's log has are not measured again, so an interrupted run goes on.
 * What was measured before (`known`) is told in its result. Throws a `FileError` for models, methods or data that are
 * missing, damaged or do not fit each other.
 */
export async function evaluateRecipe(
  recipe: EvaluationRecipe,
  { onProgress, signal, threads }: EvaluationHooks = {},
  known: Pick<EvaluationResult, "training"> = {},
): Promise<EvaluationResult<EvaluationRecipe>> {
  const edge = await openEdge(recipe.edge);
  const entries: { entry: Entry; method: SingleEntry }[] = [];
  for (const method of recipe.methods.flatMap(singles))
    entries.push({ entry: await entryOf(method, edge, threads), method });
  const tasks = (await Promise.all(recipe.tasks.map(tasksOf))).flat();
  const asked = tasks.map((task) => ({ task, seeds: differing(task, recipe.seeds) }));
  for (const { entry } of entries)
    for (const { task, seeds } of asked)
      if (entry.prompt === "read-before" && seeds.some(({ items }) => items.some(({ system }) => system.trim() === "")))
        throw new InputError(
          `${task.name} asks without a system prompt, which ${entry.name} needs; give the task shots, or leave one of the two out`,
        );
  await makeDirectory(recipe.output);
  const log = await ItemLog.open(recipe.output);

  const perMethod = asked.reduce((n, { seeds }) => n + seeds.reduce((m, { items }) => m + items.length, 0), 0);
  const measured: ReturnType<typeof newRow>[] = [];
  const efficiency: Efficiency[] = [];
  const routing: Routing[] = [];
  let done = 0;
  for (const { entry, method } of entries) {
    let opened: Promise<Contestant> | undefined;
    const contestant = (): Promise<Contestant> => (opened ??= entry.open());
    try {
      for (const { task, seeds } of asked) {
        // Runs of one method under several training seeds are one row: their scores stand side by side.
        const { name } = entry;
        const before = measured.find((m) => m.method === name && m.task === task.name);
        // A reasoning set's questions are the same under each seed, and have its shots; all else asks others under each.
        const row = before ?? newRow(entry, task, task.suite === undefined ? 1 : seeds.length);
        if (!before) measured.push(row);
        const run = row.runs++;
        // Of the first seed: what contexts hold, to count and time.
        let fitting: TaskItem[] | undefined;
        for (const [s, { seed, items }] of seeds.entries()) {
          const onMeasured = (count: number): void =>
            onProgress?.((done += count), entries.length * perMethod, `${entry.name}, ${task.name}`);
          const lines = await measure(items, { entry, task, seed, log, contestant, onMeasured, signal });
          fitting ??= items.filter((_, i) => !lines[i]!.tooLong);
          const cell = run * row.seeds + (s % row.seeds);
          lines.forEach(({ scores, tooLong: long }, i) => {
            const { unit } = items[i]!;
            const found = row.units.get(unit) ?? [];
            found[cell] = scores;
            row.units.set(unit, found);
            if (long) row.tooLong.add(unit);
          });
          row.bySeed.push(lines.reduce((sum, { scores }) => sum + scores[task.metrics[0]!]!, 0) / lines.length);
        }
        if (before || !fitting || fitting.length === 0) continue;
        routing.push(...(await routingOf(entry, task.name, fitting, contestant)));
        const costs = await efficiencyOf(entry, task.name, fitting, edge, contestant, recipe.latency);
        const tried = fitting.slice(0, recipe.memory);
        const peak = { edge: recipe.edge, entry: method, items: tried, threads };
        efficiency.push({ ...costs, ...(tried.length > 0 ? { peakBytes: await peakMemory(peak, signal) } : {}) });
      }
    } finally {
      await (await opened)?.dispose();
    }
  }
  const result: EvaluationResult<EvaluationRecipe> = {
    formatVersion: 1,
    recipe,
    recipeSha256: hashText(JSON.stringify(recipe)),
    seeds: recipe.seeds,
    versions: await versions(),
    edge: { source: edge.source, sha256: edge.sha256 },
    methods: entries.map(({ entry: { name, method, sha256 } }) => ({ name, method, sha256 })),
    tasks: asked.map(({ task, seeds }) => ({ name: task.name, sha256: tasksHash(seeds) })),
    finished: new Date().toISOString(),
    rows: rowsOf(measured, recipe),
    means: meanRowsOf(measured, recipe),
    comparisons: comparisonsOf(measured, recipe),
    bySeed: measured.map(({ method, task, metrics, bySeed }) => ({
      method,
      task,
      metric: metrics[0]!,
      values: [...bySeed],
    })),
    efficiency,
    ...known,
    routing,
    notes: measured.flatMap(({ method, task, tooLong, units }) =>
      tooLong.size > 0
        ? [`${method}, ${task}: ${tooLong.size} of ${units.size} items do not fit the context and count as wrong`]
        : [],
    ),
  };
  await writeFileAtomic(join(recipe.output, resultFile), `${JSON.stringify(result, null, 1)}\n`);
  return result;
}

const newRow = ({ name: method }: Entry, { name: task, suite, metrics }: Task, seeds: number) => ({
  method,
  task,
  ...(suite === undefined ? {} : { suite }),
  metrics,
  units: new Map<string, (Scores | undefined)[]>(),
  runs: 0,
  seeds,
  bySeed: [] as number[],
  tooLong: new Set<string>(),
});

/** A task's items under each seed; under the first alone, where they are the same under all. */
function differing(task: Task, seeds: readonly number[]): { seed: number; items: readonly TaskItem[] }[] {
  const all = seeds.map((seed) => ({ seed, items: task.items(seed) }));
  const [first, ...others] = all.map((one) => tasksHash([one]));
  return others.every((hash) => hash === first) ? all.slice(0, 1) : all;
}

const tasksHash = (seeds: readonly { items: ReturnType<Task["items"]> }[]): string =>
  hashText(...seeds.flatMap(({ items }) => items.map(({ key }) => key)));
