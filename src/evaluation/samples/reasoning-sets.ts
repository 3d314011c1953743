/** @file The questions of a reasoning set that may be trained on, and those to choose by. */

import path from "node:path";
import { FileError, InputError } from "../../errors.js";
import { exists } from "../../tensor/exists.js";
import { Random } from "../../tensor/random.js";
import type { Question } from "../reasoning/question.js";
import { readQuestions } from "../reasoning/read.js";
import { reasoningTasks, type ReasoningTask, type ReasoningTaskName } from "../reasoning/tasks.js";

export interface TrainingSet {
  task: ReasoningTask;
  train: readonly Question[];
  validation: readonly Question[];
  /** Questions left out of the two, since they are among those that are tested on. */
  dropped: number;
}

const splits = ["train", "validation", "test"] as const;
type Splits = Partial<Record<(typeof splits)[number], Question[]>>;

/** Of a set without a test split, validation is what is tested on, and this share of train is chosen by. */
const heldOut = 0.05;

/**
 * Reads `directory/NAME/{train,validation,test}` in any form that evaluation reads. What any of the eight sets there is
 * tested on is trained on in none. Throws a `FileError` for a set that is not there or can't be read.
 */
export async function readTrainingSets(
  directory: string,
  names: readonly ReasoningTaskName[],
  seed: number,
): Promise<TrainingSet[]> {
  const there = await Promise.all(
    reasoningTasks.map(async (task) => ({ task, splits: await readSplits(directory, task) })),
  );
  const tested = new Set(there.flatMap(({ splits }) => (splits.test ?? splits.validation ?? []).map(identity)));
  return names.map((name) => {
    const { task, splits } = there.find((set) => set.task.name === name)!;
    if (!splits.train || !(splits.validation ?? splits.test))
      throw new FileError(
        path.join(directory, name),
        "should hold train, and validation or test, each as .parquet, .jsonl or .jsonl.gz",
      );
    const random = new Random(`held out of ${task.name} ${seed}`);
    const train = unique(splits.train);
    const [validation, rest] = splits.test
      ? [unique(splits.validation ?? []), train]
      : divided(random.shuffle(train), Math.ceil(train.length * heldOut));
    const untested = (questions: readonly Question[]): Question[] => questions.filter((q) => !tested.has(identity(q)));
    const chosen = untested(validation);
    const chosenBy = new Set(chosen.map(identity));
    const kept = untested(rest).filter((q) => !chosenBy.has(identity(q)));
    if (chosen.length === 0 || kept.length === 0)
      throw new InputError(`${task.name}: no question is left to ${kept.length === 0 ? "train on" : "choose by"}`);
    return {
      task,
      train: kept,
      validation: chosen,
      dropped: validation.length + rest.length - chosen.length - kept.length,
    };
  });
}

/** A set's name, or as some call it: siqa. */
const foldersOf = ({ name, layout }: ReasoningTask): string[] => (layout === "arc" ? [name] : [name, layout]);

async function readSplits(directory: string, task: ReasoningTask): Promise<Splits> {
  const found: Splits = {};
  for (const split of splits) {
    const file = await firstThere(
      foldersOf(task).flatMap((folder) =>
        ["parquet", "jsonl.gz", "jsonl"].map((end) => path.join(directory, folder, `${split}.${end}`)),
      ),
    );
    if (file !== undefined) found[split] = await readQuestions(file, task);
  }
  return found;
}

async function firstThere(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await exists(file)) return file;
  return undefined;
}

/** What is asked, whatever its case and signs: choices in another order do not make it another question. */
const identity = ({ activity, context, begun, question }: Question): string =>
  [activity, context, begun, question]
    .join(" ")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]+/gu, " ")
    .trim();

/** The first of each. */
const unique = (questions: readonly Question[]): Question[] =>
  [...new Map([...questions].reverse().map((q) => [`${identity(q)} ${q.choices.join()}`, q])).values()].reverse();

const divided = <T>(items: readonly T[], at: number): [T[], T[]] => [items.slice(0, at), items.slice(at)];
