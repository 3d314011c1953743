/** @file What an evaluation tries, on what, and how often: a recipe, with its defaults. Paths are relative to the working directory. */

import { resolve } from "node:path";
import { z } from "zod";
import { parseRecipeAs, readRecipeText } from "../training/recipe-file.js";
import { nanoSplits } from "./names.js";
import { reasoningTaskNames, type ReasoningTaskName } from "./reasoning/tasks.js";

const path = z.string().min(1);
const size = z.int().positive();
/** In tables and logs; the method's own name unless told. */
const name = z.string().min(1).optional();

/** One, or those of several runs of one training recipe, whose scores are averaged. */
const directory = z.union([path, z.array(path).min(1)], "must be a path, or a list of them");

export const methodEntry = z.discriminatedUnion("method", [
  /** The edge model with the request alone. */
  z.strictObject({ method: z.literal("none"), name }),
  /** The system prompt, or the solved questions, in front of every request. */
  z.strictObject({ method: z.literal("in-context"), name }),
  /** A PEFT directory; with `inContext` the prompt stands in the context, too. */
  z.strictObject({ method: z.literal("lora"), name, directory, inContext: z.boolean().default(false) }),
  /** A generator: the prompt's own adapter. */
  z.strictObject({ method: z.literal("lora-gen"), name, directory }),
  /** A directory with `method.json`. */
  z.strictObject({ method: z.literal("trained"), name, directory }),
]);

/** What methods are compared by: whole answers, or the share of their tokens, which parts weak methods sooner. */
const metric = z.enum(["exact", "tokens"]).default("exact");

const nano = z.strictObject({
  task: z.literal("nano"),
  name,
  metric,
  splits: z
    .array(z.enum(nanoSplits))
    .min(1)
    .default([...nanoSplits]),
  /** Of each split. */
  items: size.default(1000),
  /** Solved requests in each prompt; unless told, 0 to 5. */
  shots: z.int().min(0).optional(),
});

const jsonLines = z.strictObject({
  task: z.literal("jsonl"),
  name,
  metric,
  /** JSON Lines of `{"system", "turns": [{"request", "answer"}]}`. */
  file: path,
  items: size.optional(),
});

const set = z.strictObject({
  /**
   * Questions to answer, and to take the solved ones from: JSON Lines (gzipped or not) or Parquet. Of one file for both,
   * the solved ones are those behind the first `items`.
   */
  test: path,
  train: path.optional(),
});
/** Whether a set's shots are of the file that it is tested on. */
export const isOneFile = ({ test, train }: { test: string; train?: string | undefined }): boolean =>
  train !== undefined && resolve(test) === resolve(train);

const reasoning = z
  .strictObject({
    task: z.literal("reasoning"),
    name,
    sets: z.partialRecord(z.enum(reasoningTaskNames as [ReasoningTaskName, ...ReasoningTaskName[]]), set),
    /** Solved questions, drawn by the seed, the same for all questions of a set: what stands for a system prompt. */
    shots: z.int().min(0).default(5),
    /** Of each set at most, in the file's order. */
    items: size.optional(),
    /** `plain` text as lm-evaluation-harness has it, or `chat` messages as training has them. */
    writing: z.enum(["plain", "chat"]).default("plain"),
  })
  .refine(({ sets }) => Object.keys(sets).length > 0, { path: ["sets"], error: "has no set" })
  .refine(({ sets, shots }) => shots === 0 || Object.values(sets).every(({ train }) => train !== undefined), {
    path: ["sets"],
    error: "needs a file to take shots from (train) for each set, or shots: 0",
  })
  .refine(({ sets, items }) => items !== undefined || Object.values(sets).every((of) => !isOneFile(of)), {
    path: ["items"],
    error: "must be told where a set takes its shots from the file that it is tested on: they are of what is behind",
  });

const tools = { items: size.optional(), maxTokens: size.default(128) };
const gpt4tools = z.strictObject({
  task: z.literal("gpt4tools"),
  name,
  /** Episodes whose answers are thoughts and actions. */
  file: path,
  ...tools,
});
const bfcl = z.strictObject({
  task: z.literal("bfcl"),
  name,
  /** BFCL's own files: questions, and possible answers; without answers nothing should be called (irrelevance). */
  questions: path,
  answers: path.optional(),
  ...tools,
});

export const unique = (names: readonly string[]): boolean => new Set(names).size === names.length;

const taskEntry = z.discriminatedUnion("task", [nano, jsonLines, reasoning, gpt4tools, bfcl]);
export type TaskEntry = z.infer<typeof taskEntry>;

/** What is measured, and how often. */
export const measuring = {
  tasks: z
    .array(taskEntry)
    .min(1)
    .refine((tasks) => unique(tasks.flatMap(taskNames)), "holds two of one name; give them a name"),
  /** Of items (nano) and of shots (reasoning). */
  seeds: z.array(z.int().min(0)).min(1).default([0]),
  /** Items of each task that are timed, one at a time; 0 for none. */
  latency: z.int().min(0).default(0),
  /** Items of each task that a process of its own answers for each method, to tell how much memory it takes; 0 for none. */
  memory: z.int().min(0).default(0),
  bootstrap: size.default(2000),
  permutations: size.default(10_000),
};

export const evaluationRecipeSchema = z
  .strictObject({
    name: z.string().min(1),
    /** Directory of `result.json` and `items.jsonl`. */
    output: path,
    /** Model directory. */
    edge: path,
    methods: z.array(methodEntry).min(1),
    ...measuring,
  })
  .refine(({ methods }) => unique(methods.map(methodName)), {
    path: ["methods"],
    error: "holds two of one name; give them a name",
  });

export const methodName = ({ name, method }: { name?: string | undefined; method: string }): string => name ?? method;

/** Names of the tasks that an entry stands for: each nano split and each reasoning set is one. */
export function taskNames(entry: TaskEntry): string[] {
  const { name, task } = entry;
  const parts = task === "nano" ? entry.splits : task === "reasoning" ? Object.keys(entry.sets) : undefined;
  if (parts) return parts.map((part) => (name === undefined ? part : `${name} ${part}`));
  return [name ?? (task === "jsonl" ? "given" : task)];
}

export type EvaluationRecipe = z.infer<typeof evaluationRecipeSchema>;
export type MethodEntry = EvaluationRecipe["methods"][number];
/** A method of one directory. */
export type SingleEntry = MethodEntry extends infer M
  ? M extends { directory: unknown }
    ? Omit<M, "directory"> & { directory: string }
    : M
  : never;

/** Reads an evaluation recipe. Throws a `FileError` or a `RecipeError` whose lines say where and what. */
export const loadEvaluationRecipe = async (path: string): Promise<EvaluationRecipe> =>
  parseRecipeAs(evaluationRecipeSchema, await readRecipeText(path), path);

/** The entries that a method of several directories stands for; all have its name. */
export function singles(entry: MethodEntry): SingleEntry[] {
  if (!("directory" in entry)) return [entry];
  const directories = typeof entry.directory === "string" ? [entry.directory] : entry.directory;
  return directories.map((directory) => ({ ...entry, directory }));
}
