/** @file The tasks of an evaluation recipe: items, and what is counted of each answer. */

import { FileError } from "../errors.js";
import { readEpisodes } from "../training/episodes.js";
import { Random } from "../tensor/random.js";
import { hashText } from "./hash.js";
import { givenSet, nanoSets, type Item } from "./items.js";
import { ask, solved, solvedInChat, type Asked } from "./reasoning/ask.js";
import type { Writing } from "./reasoning/likelihood.js";
import type { Question } from "./reasoning/question.js";
import { readQuestions } from "./reasoning/read.js";
import { mark } from "./reasoning/scores.js";
import { reasoningTask, type ReasoningTaskName } from "./reasoning/tasks.js";
import { isOneFile, taskNames, type TaskEntry } from "./recipe.js";
import { readBfcl } from "./tools/bfcl-files.js";
import { toolScores } from "./tools/gpt4tools.js";

/** What an item scores, by metric; all within [0, 1]. */
export type Scores = Record<string, number>;

interface Common {
  /** SHA-256 of what is asked and how. */
  key: string;
  /** That of the same behind no system prompt: all that a method which reads none is asked. */
  promptless: string;
  /** The same for one question under all seeds: what intervals and tests draw again. */
  unit: string;
  system: string;
  /** Kind of task within a set, where there are several. */
  group?: string | undefined;
}

/** The whole answer is to be given to the letter. */
export type ExactItem = Common & { kind: "exact"; item: Item };
/** One of several continuations is to be the likeliest. */
export type ChoiceItem = Common & { kind: "choice"; asked: Asked; writing: Writing; score(values: number[]): Scores };
/** An answer is written, then judged. */
export type AnswerItem = Common & {
  kind: "answer";
  request: string;
  maxTokens: number;
  score(answer: string): Scores;
};
export type TaskItem = ExactItem | ChoiceItem | AnswerItem;

export interface Task {
  /** Unique within a recipe. */
  name: string;
  /** Of one of the paper's eight sets, for AVE and HAR: the name of the recipe's entry that asks it, "" if it has none. */
  suite?: string;
  /** The first one is the one that methods are compared by. */
  metrics: readonly string[];
  items(seed: number): readonly TaskItem[];
}

/**
 * The tasks of one entry: a nano split or a reasoning set is a task of its own. Throws a `FileError` for bad data, or too
 * little of it.
 */
export async function tasksOf(entry: TaskEntry): Promise<Task[]> {
  const names = taskNames(entry);
  const [name] = names as [string];
  switch (entry.task) {
    case "nano": {
      const { splits, metric, items, shots } = entry;
      return splits.map((split, i) => ({
        name: names[i]!,
        metrics: exactMetrics[metric],
        items: (seed) => nanoSets([split], items, seed, shots)[0]!.items.map(exactItem),
      }));
    }
    case "jsonl": {
      const items = givenSet(await readEpisodes(entry.file))
        .items.slice(0, entry.items)
        .map(exactItem);
      return [{ name, metrics: exactMetrics[entry.metric], items: () => items }];
    }
    case "reasoning": {
      const { sets, shots, items, writing } = entry;
      return Promise.all(
        (Object.keys(sets) as ReasoningTaskName[]).map(async (set, i): Promise<Task> => {
          const files = sets[set]!;
          const task = reasoningTask(set);
          const questions = (await readQuestions(files.test, task)).slice(0, items);
          const pool = shots > 0 ? (await readQuestions(files.train!, task)).slice(isOneFile(files) ? items : 0) : [];
          if (pool.length < shots)
            throw new FileError(files.train!, `has ${pool.length} questions to take ${shots} shots from`);
          const metrics = task.normalised ? ["acc", "acc_norm"] : ["acc"];
          return {
            name: names[i]!,
            suite: entry.name ?? "",
            metrics,
            items: (seed) => choiceItems(set, questions, drawn(pool, shots, set, seed), writing, metrics),
          };
        }),
      );
    }
    case "gpt4tools": {
      const { maxTokens } = entry;
      const items = givenSet(await readEpisodes(entry.file))
        .items.slice(0, entry.items)
        .map(({ system, request, answer: right }) =>
          answerItem(system, request, maxTokens, ["gpt4tools", right], (answer) => {
            const { srThought, srAction, srArguments, sr, iou } = toolScores(answer, right);
            return { SR: sr, SR_t: srThought, SR_act: srAction, SR_args: srArguments, IoU: iou };
          }),
        );
      const metrics = ["SR", "SR_t", "SR_act", "SR_args", "IoU"];
      return [{ name, metrics, items: () => items }];
    }
    case "bfcl": {
      const { maxTokens } = entry;
      const items = (await readBfcl(entry.questions, entry.answers))
        .slice(0, entry.items)
        .map(({ system, request, identity, isRight }) =>
          answerItem(system, request, maxTokens, ["bfcl", identity], (answer) => ({ ast: Number(isRight(answer)) })),
        );
      return [{ name, metrics: ["ast"], items: () => items }];
    }
  }
}

const exactMetrics = { exact: ["exact", "tokens"], tokens: ["tokens", "exact"] } as const;

/** What names an item; `hash` is of all that is asked, behind a system prompt. */
const keysOf = (system: string, hash: (system: string) => string): Pick<Common, "key" | "promptless" | "system"> => ({
  key: hash(system),
  promptless: hash(""),
  system,
});

function exactItem(item: Item): ExactItem {
  const keys = keysOf(item.system, (system) => hashText("exact", system, item.request, item.answer));
  return { kind: "exact", ...keys, unit: keys.key, group: item.family, item };
}

function answerItem(
  system: string,
  request: string,
  maxTokens: number,
  judged: readonly string[],
  score: AnswerItem["score"],
): AnswerItem {
  const keys = keysOf(system, (prompt) => hashText("answer", prompt, request, String(maxTokens), ...judged));
  return { kind: "answer", ...keys, unit: keys.key, request, maxTokens, score };
}

const drawn = (pool: readonly Question[], shots: number, name: string, seed: number): Question[] =>
  new Random(`shots ${name} ${seed}`).sample(pool, shots);

function choiceItems(
  name: ReasoningTaskName,
  questions: readonly Question[],
  shots: readonly Question[],
  writing: Writing,
  metrics: readonly string[],
): ChoiceItem[] {
  const task = reasoningTask(name);
  // As training shows it, to what reads it apart from the question, too.
  const system = (writing === "chat" ? solvedInChat : solved)(task, shots);
  return questions.map((question, i) => {
    const asked = ask(task, question);
    return {
      kind: "choice",
      ...keysOf(system, (prompt) => hashText("choice", writing, prompt, JSON.stringify(asked))),
      unit: String(i),
      asked,
      writing,
      score(values) {
        const { acc, accNorm } = mark(asked, values);
        return { acc: Number(acc), ...(metrics.includes("acc_norm") ? { acc_norm: Number(accNorm) } : {}) };
      },
    };
  });
}
