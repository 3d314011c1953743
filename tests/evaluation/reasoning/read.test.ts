import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readQuestions } from "../../../src/evaluation/reasoning/read.js";
import { evaluationRecipeSchema } from "../../../src/evaluation/recipe.js";
import { tasksOf } from "../../../src/evaluation/tasks.js";
import { reasoningTask } from "../../../src/evaluation/reasoning/tasks.js";
import { golden } from "../../golden.js";

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), "lora-gen-questions-"))));
afterAll(() => rm(directory, { recursive: true }));

const write = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
};
const row = { goal: "open a jar", sol1: "turn the lid", sol2: "turn the floor", label: 0 };
const question = { question: "open a jar", choices: ["turn the lid", "turn the floor"], answer: 0 };
const piqa = reasoningTask("piqa");

test("questions are read from JSON Lines, from gzipped ones, and from the plain layout", async () => {
  const line = `${JSON.stringify(row)}\n`;
  expect(await readQuestions(await write("hub.jsonl", line), piqa)).toEqual([question]);
  expect(await readQuestions(await write("hub.jsonl.gz", gzipSync(line)), piqa)).toEqual([question]);
  expect(await readQuestions(await write("plain.jsonl", JSON.stringify(question)), piqa)).toEqual([question]);
});

test("questions are read from Parquet as pyarrow writes it, compressed, with nested columns and 64-bit labels", async () => {
  expect(await readQuestions(golden("lm-eval/piqa.parquet"), piqa)).toEqual([
    question,
    { question: "dry a towel", choices: ["put it in a pool", "hang it in the sun"], answer: 1 },
  ]);
  expect(await readQuestions(golden("lm-eval/arc_easy.parquet"), reasoningTask("arc_easy"))).toEqual([
    { question: "Ice that is heated becomes", choices: ["water", "sand", "salt", "coal"], answer: 0 },
    { question: "Which animal lays eggs?", choices: ["cow", "dog", "hen", "cat"], answer: 2 },
  ]);
});

test("what is wrong in a file is told with its row and field", async () => {
  const wrong = (name: string, content: string | Uint8Array, task = piqa): Promise<unknown> =>
    write(name, content).then((path) => readQuestions(path, task));
  await expect(wrong("label.jsonl", JSON.stringify({ ...row, label: "x" }))).rejects.toThrow(/row 1: "label"/);
  await expect(wrong("answer.jsonl", JSON.stringify({ ...question, answer: 2 }))).rejects.toThrow(
    'row 1: "answer": is no index of choices',
  );
  const arc = { question: "q", choices: { text: ["a", "b"], label: ["A", "B"] }, answerKey: "E" };
  await expect(wrong("key.jsonl", JSON.stringify(arc), reasoningTask("arc_easy"))).rejects.toThrow(
    'row 1: "answerKey": E is not one of A, B',
  );
  await expect(wrong("no.parquet", "PAR1 no")).rejects.toThrow("is no Parquet file that can be read");
  await expect(wrong("no.jsonl.gz", new Uint8Array([0x1f, 0x8b, 1, 2]))).rejects.toThrow("damaged gzip");
  await expect(wrong("empty.jsonl", "\n")).rejects.toThrow("holds no questions");
  await expect(readQuestions(join(directory, "absent.jsonl"), piqa)).rejects.toThrow("can't be read");
});

test("shots of the file that is tested are none of the questions that are", async () => {
  const rows = Array.from({ length: 8 }, (_, i) => JSON.stringify({ ...question, question: `do ${i}` }));
  const file = await write("same.jsonl", rows.join("\n"));
  const recipe = (items?: number) => ({
    name: "same",
    output: "same",
    edge: "same",
    methods: [{ method: "in-context" }],
    tasks: [{ task: "reasoning", shots: 5, sets: { piqa: { test: file, train: file } }, ...(items ? { items } : {}) }],
  });
  const [task] = await tasksOf(evaluationRecipeSchema.parse(recipe(3)).tasks[0]!);
  const systems = [0, 1, 2].map((seed) => task!.items(seed)[0]!.system);
  for (const system of systems)
    expect([...system.matchAll(/do (\d)/g)].map(([, n]) => n).sort()).toEqual(["3", "4", "5", "6", "7"]);
  expect(evaluationRecipeSchema.safeParse(recipe()).error?.issues[0]?.path).toEqual(["tasks", 0, "items"]);
});
