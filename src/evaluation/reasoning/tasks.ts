/** @file The eight reasoning sets, asked as lm-evaluation-harness 0.4.13 asks them: a set a row. */

import type { Layout } from "./layouts.js";
import type { Question } from "./question.js";

export interface ReasoningTask {
  /** Its name in lm-evaluation-harness. */
  name: string;
  layout: Layout;
  /** Whether the paper trains on it. */
  seen: boolean;
  /** Reported beside `acc`: choices compared by their log-likelihood for each character. */
  normalised: boolean;
  /** What the model goes on from; a text for each choice where the question is what is filled in. */
  prompt(question: Question): string | string[];
  /** What it may go on with: a text for each choice, or the same behind each prompt. */
  continuations(question: Question): string[] | string;
}

const choices = ({ choices }: Question): string[] => [...choices];
const questionAnswer = ({ question }: Question): string => `Question: ${question}\nAnswer:`;

export const reasoningTasks = [
  {
    name: "arc_challenge",
    layout: "arc",
    seen: true,
    normalised: true,
    prompt: questionAnswer,
    continuations: choices,
  },
  { name: "arc_easy", layout: "arc", seen: true, normalised: true, prompt: questionAnswer, continuations: choices },
  {
    name: "openbookqa",
    layout: "openbookqa",
    seen: true,
    normalised: true,
    prompt: ({ question }) => question,
    continuations: choices,
  },
  {
    name: "boolq",
    layout: "boolq",
    seen: true,
    normalised: false,
    prompt: ({ context, question }) => `${context ?? ""}\nQuestion: ${question}?\nAnswer:`,
    continuations: choices,
  },
  {
    name: "social_iqa",
    layout: "siqa",
    seen: true,
    normalised: false,
    prompt: ({ context, question }) => `Q: ${context ?? ""} ${question}\nA:`,
    continuations: choices,
  },
  {
    name: "hellaswag",
    layout: "hellaswag",
    seen: false,
    normalised: true,
    prompt: ({ activity, context, begun }) =>
      cleaned(`${activity ?? ""}: ${context ?? ""} ${capitalised(begun ?? "")}`),
    continuations: ({ choices }) => choices.map(cleaned),
  },
  {
    // Partial evaluation (Trinh & Le, 2018): how likely what follows the gap is behind each filling.
    name: "winogrande",
    layout: "winogrande",
    seen: false,
    normalised: false,
    prompt: ({ question, choices }) => choices.map((choice) => question.slice(0, gap(question)) + choice),
    continuations: ({ question }) => question.slice(gap(question) + 1).trim(),
  },
  { name: "piqa", layout: "piqa", seen: false, normalised: true, prompt: questionAnswer, continuations: choices },
] as const satisfies readonly ReasoningTask[];

export type ReasoningTaskName = (typeof reasoningTasks)[number]["name"];
export const reasoningTaskNames = reasoningTasks.map(({ name }) => name);

export const reasoningTask = (name: ReasoningTaskName): ReasoningTask =>
  reasoningTasks.find((task) => task.name === name)!;

const gap = (sentence: string): number => sentence.indexOf("_");

/** Marks of WikiHow's sections are no text. */
const cleaned = (text: string): string =>
  text
    .trim()
    .replaceAll(" [title]", ". ")
    .replaceAll(/\[[^\n]*?\]/g, "")
    .replaceAll("  ", " ");

/** As Python's `str.capitalize`: all behind the first letter becomes small. */
function capitalised(text: string): string {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
}
