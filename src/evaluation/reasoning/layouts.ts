/** @file How the sets are laid out: as on the Hugging Face Hub, each its own way, or all in one plain way. */

import { z } from "zod";
import type { Question } from "./question.js";

const text = z.string();
const labelled = z.object({ text: z.array(text), label: z.array(text) });

/** The index of a label that the Hub counts from 1. */
const fromOne = z.union([z.enum(["1", "2", "3"]), z.int().min(1).max(3)]).transform((label) => Number(label) - 1);
const fromZero = z.union([z.int().min(0), z.string().regex(/^\d$/)]).transform(Number);

/** ARC and OpenBookQA: the answer is a label such as "C". */
const byLabel = <Key extends "question" | "question_stem">(key: Key) =>
  z
    .object({ [key]: text, choices: labelled, answerKey: text } as Record<Key, typeof text> & {
      choices: typeof labelled;
      answerKey: typeof text;
    })
    .transform((row, context): Question => {
      const { choices, answerKey } = row as { choices: z.infer<typeof labelled>; answerKey: string };
      const answer = choices.label.indexOf(answerKey.trim());
      if (answer < 0)
        context.issues.push({
          code: "custom",
          path: ["answerKey"],
          message: `${answerKey} is not one of ${choices.label.join(", ")}`,
          input: row,
        });
      return { question: (row as Record<Key, string>)[key], choices: choices.text, answer };
    });

/** The Hub's columns of each set, as a question. */
export const hubLayouts = {
  arc: byLabel("question"),
  openbookqa: byLabel("question_stem"),
  boolq: z
    .object({ question: text, passage: text, label: fromZero })
    .transform(({ question, passage, label }): Question => ({
      question,
      context: passage,
      choices: ["no", "yes"],
      answer: label,
    })),
  siqa: z
    .object({ context: text, question: text, answerA: text, answerB: text, answerC: text, label: fromOne })
    .transform(({ context, question, answerA, answerB, answerC, label }): Question => ({
      context,
      question,
      choices: [answerA, answerB, answerC],
      answer: label,
    })),
  hellaswag: z
    .object({ activity_label: text, ctx_a: text, ctx_b: text, endings: z.array(text), label: fromZero })
    .transform(({ activity_label, ctx_a, ctx_b, endings, label }): Question => ({
      question: "",
      activity: activity_label,
      context: ctx_a,
      begun: ctx_b,
      choices: endings,
      answer: label,
    })),
  winogrande: z
    .object({ sentence: text, option1: text, option2: text, answer: fromOne })
    .transform(({ sentence, option1, option2, answer }): Question => ({
      question: sentence,
      choices: [option1, option2],
      answer,
    })),
  piqa: z
    .object({ goal: text, sol1: text, sol2: text, label: fromZero })
    .transform(({ goal, sol1, sol2, label }): Question => ({ question: goal, choices: [sol1, sol2], answer: label })),
} satisfies Record<string, z.ZodType<Question>>;

export type Layout = keyof typeof hubLayouts;

const plain = z
  .object({
    question: text,
    choices: z.array(text).min(2),
    answer: z.int().min(0),
    context: text.optional(),
    activity: text.optional(),
    source_id: text.optional(),
  })
  .refine(({ choices, answer }) => answer < choices.length, { path: ["answer"], error: "is no index of choices" });

/**
 * `{"question", "choices", "answer"}` with `context` and `activity` where the set has them. BoolQ's questions end with
 * their question mark here, and HellaSwag's context holds the begun sentence.
 */
export const plainLayout = (layout: Layout): z.ZodType<Question> =>
  plain.transform(({ question, choices, answer, context, activity, source_id }): Question => ({
    question: layout === "boolq" ? question.replace(/\?$/, "") : question,
    choices,
    answer,
    ...(activity === undefined ? {} : { activity }),
    ...(layout === "hellaswag" ? begunSentence(context ?? "", source_id) : context === undefined ? {} : { context }),
  }));

/** What was taken from videos (ActivityNet) ends with a begun sentence; what is from WikiHow, with a whole one. */
function begunSentence(context: string, source = "activitynet"): Pick<Question, "context" | "begun"> {
  const end = source.startsWith("activitynet") ? context.search(/(?<=[.!?] )(?:(?![.!?] ).)*$/s) : -1;
  return end > 0 ? { context: context.slice(0, end - 1), begun: context.slice(end) } : { context, begun: "" };
}
