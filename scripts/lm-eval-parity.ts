/**
 * @file Holds a model's marks on the eight reasoning sets against lm-evaluation-harness, question by question.
 * `npm run parity -- --model DIR|GGUF --data DIR`: what the harness has scored is kept, so it goes on where it was stopped.
 */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { wholeNumber } from "../src/cli/options.js";
import { table } from "../src/cli/table.js";
import { ask } from "../src/evaluation/reasoning/ask.js";
import type { Layout } from "../src/evaluation/reasoning/layouts.js";
import { encodeAsked, logLikelihoods } from "../src/evaluation/reasoning/likelihood.js";
import type { Question } from "../src/evaluation/reasoning/question.js";
import { readQuestions } from "../src/evaluation/reasoning/read.js";
import { mark } from "../src/evaluation/reasoning/scores.js";
import { reasoningTasks, type ReasoningTask } from "../src/evaluation/reasoning/tasks.js";
import { mean } from "../src/evaluation/statistics.js";
import { openCheckpoint } from "../src/lm/checkpoint.js";
import { readModel } from "../src/lm/read-weights.js";
import { inMemory, saveModel } from "../src/lm/save-model.js";
import { ContinuationScorer } from "../src/lm/scoring.js";
import { Tokenizer } from "../src/lm/tokenizer.js";
import { writeFileAtomic } from "../src/tensor/atomic.js";

const { model, data, items, ...options } = new Command("parity")
  .description("Needs Python with tests/interop/requirements.txt: scripts/interop-python.sh, or LORA_GEN_PYTHON.")
  .requiredOption("--model <path>", "a directory or GGUF file; the harness gets it dequantised, in f32")
  .requiredOption("--data <dir>", "the sets: <set>/test or <set>/validation, .jsonl, .jsonl.gz or .parquet")
  .option("--items <n>", "the first questions of each set", wholeNumber(1), 200)
  .option("--out <dir>", "what the harness made is kept here", "runs/parity")
  .parse()
  .opts<{ model: string; data: string; items: number; out: string }>();
const checkpoint = await openCheckpoint(model);
// What the harness made of one model is no answer for another.
const out = join(options.out, (await checkpoint.hash()).slice(0, 16));
await mkdir(out, { recursive: true });
const python = process.env["LORA_GEN_PYTHON"] ?? "node_modules/.cache/interop/bin/python";
const harness = fileURLToPath(new URL("../tests/interop/lm_eval_requests.py", import.meta.url));

/** What tests/interop/lm_eval_requests.py writes of a question. */
interface Theirs {
  requests: [string, string][];
  logLikelihoods: number[];
  acc: number;
  acc_norm?: number;
}

/** A question in the columns that its set has on the Hub. */
const hubRow: Record<Layout, (question: Question) => object> = {
  arc: (q) => ({ question: q.question, ...labelled(q) }),
  openbookqa: (q) => ({ question_stem: q.question, ...labelled(q) }),
  boolq: (q) => ({ question: q.question, passage: q.context, label: q.answer }),
  siqa: ({ context, question, choices: [answerA, answerB, answerC], answer }) => ({
    ...{ context, question, answerA, answerB, answerC },
    label: String(answer + 1),
  }),
  hellaswag: (q) => ({
    ...{ activity_label: q.activity, ctx_a: q.context, ctx_b: q.begun, endings: q.choices },
    label: String(q.answer),
  }),
  winogrande: ({ question: sentence, choices: [option1, option2], answer }) => ({
    ...{ sentence, option1, option2 },
    answer: String(answer + 1),
  }),
  piqa: ({ question: goal, choices: [sol1, sol2], answer: label }) => ({ goal, sol1, sol2, label }),
};
const labelled = ({ choices, answer }: Question): object => {
  const label = choices.map((_, i) => "ABCDEFGH"[i]!);
  return { choices: { text: choices, label }, answerKey: label[answer] };
};

function fileOf({ name }: ReasoningTask): string {
  const folders = [name, ...(name === "social_iqa" ? ["siqa"] : [])];
  const files = folders.flatMap((folder) =>
    ["test", "validation"].flatMap((split) =>
      ["jsonl", "jsonl.gz", "parquet"].map((type) => join(data, folder, `${split}.${type}`)),
    ),
  );
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Error(`${data}: has no ${files[0]} or the like`);
  return found;
}

/** What the harness asks and how it marks; scored once, then read. */
async function harnessMarks(task: ReasoningTask, questions: readonly Question[]): Promise<Theirs[]> {
  const answers = join(out, `${task.name}-${items}.json`);
  if (!existsSync(answers)) {
    const rows = join(out, `${task.name}-rows.json`);
    const asked = { shots: [], items: questions.map(hubRow[task.layout]) };
    await writeFileAtomic(rows, JSON.stringify({ [task.name]: asked }));
    const unfinished = join(out, `${task.name}-unfinished.json`);
    execFileSync(python, [harness, rows, unfinished, join(out, "model")], { stdio: ["ignore", "ignore", "inherit"] });
    await writeFileAtomic(answers, await readFile(unfinished, "utf8"));
  }
  return (JSON.parse(await readFile(answers, "utf8")) as Record<string, Theirs[]>)[task.name]!;
}

const { config, weights } = await readModel(checkpoint);
await checkpoint.close();
if (!existsSync(join(out, "model")))
  await saveModel(join(out, "model"), {
    config: checkpoint.config,
    ...inMemory(weights),
    tokenizer: checkpoint.source,
    dtype: "f32",
  });
const tokenizer = await Tokenizer.load(checkpoint.source);
const scorer = await ContinuationScorer.create(config, weights);

const rows: string[][] = [];
for (const task of reasoningTasks) {
  const questions = (await readQuestions(fileOf(task), task)).slice(0, items);
  const theirs = await harnessMarks(task, questions);
  let [same, largest] = [0, 0];
  const marks: { acc: boolean; accNorm: boolean }[] = [];
  for (const [i, question] of questions.entries()) {
    const asked = ask(task, question);
    const { requests, logLikelihoods: expected, acc, acc_norm } = theirs[i]!;
    const found = await logLikelihoods(scorer, encodeAsked(tokenizer, asked, "plain"), config.positions);
    const marked = mark(asked, found);
    const texts = asked.pairs.map(({ context, continuation }) => [context, continuation]);
    const sameTexts = JSON.stringify(texts) === JSON.stringify(requests);
    if (!sameTexts) console.error(`${task.name}, question ${i}: the harness asks ${JSON.stringify(requests)}`);
    const sameMarks = Number(marked.acc) === acc && (acc_norm === undefined || Number(marked.accNorm) === acc_norm);
    same += Number(sameTexts && sameMarks);
    largest = Math.max(largest, ...found.map((value, choice) => Math.abs(value - expected[choice]!)));
    marks.push(marked);
  }
  const share = (right: readonly number[]): string => mean(right).toFixed(3);
  rows.push([
    ...[task.name, String(questions.length), String(same), largest.toExponential(1)],
    ...[share(marks.map(({ acc }) => Number(acc))), share(theirs.map(({ acc }) => acc))],
    ...(task.normalised
      ? [share(marks.map(({ accNorm }) => Number(accNorm))), share(theirs.map(({ acc_norm }) => acc_norm!))]
      : ["", ""]),
  ]);
  console.error(rows.at(-1)!.join("  "));
}
await scorer.dispose();
const head = ["set", "questions", "same", "largest difference", "acc", "harness", "acc_norm", "harness"];
const columns = head.map((header, i) => ({ header, align: i > 0 ? ("right" as const) : ("left" as const) }));
console.log(table(columns, rows, process.stdout.columns || 120));
