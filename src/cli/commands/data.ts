/** @file `lora-gen data` */

import { InvalidArgumentError } from "commander";
import type { ReasoningTaskName } from "../../evaluation/reasoning/tasks.js";
import { reasoningTasks } from "../../evaluation/reasoning/tasks.js";
import type { Register } from "../context.js";
import { count } from "../format.js";
import { jsonOption, someOf, wholeNumber } from "../options.js";
import { printResult } from "../output.js";
import { table } from "../table.js";

interface ReasoningOptions {
  output: string;
  sets: ReasoningTaskName[];
  samples: number;
  shots: [number, number];
  turns: number;
  longest: number;
  seed: number;
  json?: boolean;
}

/** "2-5", or one number for both. */
function fromTo(text: string): [number, number] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const [low, high] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (!match || low < 1 || high < low) throw new InvalidArgumentError("It must be fewest-most, as in 2-5.");
  return [low, high];
}

const fileTable = (files: Record<string, number>, width: number): string =>
  table(
    [{ header: "file" }, { header: "rows", align: "right" }],
    Object.entries(files).map(([name, rows]) => [name, count(rows)]),
    width,
  );

export const dataCommand: Register = (program, { terminal }) => {
  const data = program
    .command("data")
    .description("Writes samples to train on, of data that others made (docs/data.md).");
  const names = reasoningTasks.map(({ name }) => name);

  data
    .command("reasoning")
    .description("Questions with choices: solved ones are the system prompt, further ones the requests.")
    .argument("<dir>", "NAME/{train,validation,test}.{jsonl,jsonl.gz,parquet} of each set")
    .requiredOption("-o, --output <dir>", "directory of train.jsonl and validation.jsonl")
    .option(
      "--sets <names>",
      `of ${names.join(", ")} (default: the paper's five)`,
      someOf(names),
      reasoningTasks.filter(({ seen }) => seen).map(({ name }) => name),
    )
    .option("--samples <n>", "system prompts of each set; a tenth as many to validate with", wholeNumber(1), 2000)
    .option("--shots <fewest-most>", "solved questions of a prompt", fromTo, [2, 5])
    .option("--turns <n>", "questions of a prompt", wholeNumber(1), 8)
    .option("--longest <n>", "characters of a prompt at most, and of a question with its answer", wholeNumber(1), 1600)
    .option("--seed <n>", "which questions", wholeNumber(0), 0)
    .addOption(jsonOption())
    .action(async (directory: string, { output, sets, json, ...sampling }: ReasoningOptions) => {
      const { writeReasoning } = await import("../../evaluation/samples/reasoning.js");
      const written = await writeReasoning(directory, output, { ...sampling, names: sets });
      printResult(terminal, json, written, () =>
        [
          fileTable(written.files, terminal.width),
          table(
            [
              { header: "set" },
              ...["train", "validation", "dropped"].map((header) => ({ header, align: "right" as const })),
            ],
            written.sets.map(({ name, train, validation, dropped }) => [
              name,
              ...[train, validation, dropped].map((n) => count(n)),
            ]),
            terminal.width,
          ),
        ].join("\n\n"),
      );
    });
};
