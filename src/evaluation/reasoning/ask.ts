/** @file A question as pairs of context and continuation, behind solved ones or not. */

import { InputError } from "../../errors.js";
import { chatTexts } from "./encode.js";
import type { Question } from "./question.js";
import type { ReasoningTask } from "./tasks.js";

/** The question put to a model: it answers with the choice whose continuation is likeliest behind its context. */
export interface Asked {
  /** One for each choice. */
  pairs: readonly { context: string; continuation: string }[];
  answer: number;
  /** Characters (code points) of each choice, by which `acc_norm` divides. */
  lengths: readonly number[];
}

/** Between a question and its answer, and between two solved questions. */
const [toAnswer, toNext] = [" ", "\n\n"];

/** Throws an `InputError` for a sentence of WinoGrande without a gap. */
export function ask(task: ReasoningTask, question: Question): Asked {
  const prompt = prompts(task, question);
  const continuations = task.continuations(question);
  return {
    pairs: question.choices.map((_, i) => ({
      context: typeof prompt === "string" ? prompt : prompt[i]!,
      continuation: toAnswer + (typeof continuations === "string" ? continuations : continuations[i]!),
    })),
    answer: question.answer,
    // The set's own choices, of HellaSwag as they are asked for.
    lengths: (typeof continuations === "string" ? question.choices : continuations).map(
      (text) => Array.from(text).length,
    ),
  };
}

/** Solved questions as one text, the system prompt of the one that is asked; "" if there are none. */
export const solved = (task: ReasoningTask, questions: readonly Question[]): string =>
  questions.map((question) => solvedQuestion(task, question)).join(toNext);

/** Solved questions as the system message of a chat. */
export const solvedInChat = (task: ReasoningTask, questions: readonly Question[]): string =>
  chatTexts(solved(task, questions), "", "").system;

/** A question's context in plain text, behind solved ones. */
export const behind = (shots: string, context: string): string => (shots === "" ? context : shots + toNext + context);

function solvedQuestion(task: ReasoningTask, question: Question): string {
  const prompt = prompts(task, question);
  const continuations = task.continuations(question);
  const pick = (texts: string | string[]): string => (typeof texts === "string" ? texts : texts[question.answer]!);
  return pick(prompt) + toAnswer + pick(continuations);
}

function prompts(task: ReasoningTask, question: Question): string | string[] {
  if (task.layout === "winogrande" && !question.question.includes("_"))
    throw new InputError(`winogrande: there is no gap (_) in "${question.question}"`);
  return task.prompt(question);
}
