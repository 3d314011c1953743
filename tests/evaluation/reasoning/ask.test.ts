import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkRow } from "../../../src/data/json-lines.js";
import { ask, behind, solved } from "../../../src/evaluation/reasoning/ask.js";
import { hubLayouts, plainLayout } from "../../../src/evaluation/reasoning/layouts.js";
import type { Question } from "../../../src/evaluation/reasoning/question.js";
import { reasoningTask, reasoningTasks } from "../../../src/evaluation/reasoning/tasks.js";
import { golden } from "../../golden.js";

interface Case {
  shots: number;
  item: number;
  requests: [string, string][];
  answer: number;
}
const read = (file: string): unknown => JSON.parse(readFileSync(golden(`lm-eval/${file}`), "utf8"));
const rows = read("rows.json") as Record<string, Record<"shots" | "items", unknown[]>>;
const expected = read("requests.json") as Record<string, Case[]>;

describe.each([...reasoningTasks])("$name", (task) => {
  const questions = (kind: "shots" | "items"): Question[] =>
    rows[task.name]![kind].map((row) => checkRow(kind, row, hubLayouts[task.layout]));

  test("is asked to the letter as lm-evaluation-harness asks it, without shots and with two", () => {
    expect(expected[task.name]!.map(({ shots }) => shots)).toEqual([0, 0, 2, 2]);
    for (const { shots, item, requests, answer } of expected[task.name]!) {
      const asked = ask(task, questions("items")[item]!);
      const before = solved(task, questions("shots").slice(0, shots));
      expect(asked.pairs.map(({ context, continuation }) => [behind(before, context), continuation])).toEqual(requests);
      expect(asked.answer).toBe(answer);
    }
  });
});

test("a set laid out plainly is asked as the Hub's is", () => {
  const same = (name: Parameters<typeof reasoningTask>[0], hub: object, plain: object): void => {
    const task = reasoningTask(name);
    const ours = ask(task, checkRow("plain", plain, plainLayout(task.layout)));
    expect(ours).toEqual(ask(task, checkRow("hub", hub, hubLayouts[task.layout])));
  };
  same(
    "boolq",
    { question: "is tea hot", passage: "Tea -- A drink.", label: 1 },
    { question: "is tea hot?", context: "Tea -- A drink.", choices: ["no", "yes"], answer: 1 },
  );
  const endings = ["Waits.", "Runs. [title] Far."];
  same(
    "hellaswag",
    { activity_label: "Play", ctx_a: "A man sits. He waits!", ctx_b: "the man", endings, label: "1" },
    {
      question: "",
      activity: "Play",
      context: "A man sits. He waits! the man",
      choices: endings,
      answer: 1,
      source_id: "activitynet~v",
    },
  );
  same(
    "hellaswag",
    { activity_label: "Food", ctx_a: "[header] Boil. [step] Use a pot.", ctx_b: "", endings, label: 0 },
    {
      question: "",
      activity: "Food",
      context: "[header] Boil. [step] Use a pot.",
      choices: endings,
      answer: 0,
      source_id: "wikihow~1",
    },
  );
});

test("a sentence of WinoGrande without a gap is refused", () => {
  const question = { question: "no gap here", choices: ["a", "b"], answer: 0 };
  expect(() => ask(reasoningTask("winogrande"), question)).toThrow("there is no gap (_)");
});
