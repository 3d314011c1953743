/** @file `lora-gen data` */

import { InvalidArgumentError } from "commander";
import { reasoningTasks, type ReasoningTaskName } from "../../evaluation/reasoning/tasks.js";
import { toolFormats, type ToolFormatName } from "../../evaluation/samples/tools/formats.js";
import type { Register } from "../context.js";
import { count } from "../format.js";
import { jsonOption, numberWithin, someOf, wholeNumber } from "../options.js";
import { printResult } from "../output.js";
import { table } from "../table.js";

interface ToolOptions {
  output: string;
  formats: ToolFormatName[];
  samples: number;
  tools: [number, number];
  turns: number;
  none: number;
  renamed: number;
  longest: number;
  seed: number;
  force?: boolean;
  json?: boolean;
}

interface ReasoningOptions {
  output: string;
  sets: ReasoningTaskName[];
  samples: number;
  shots: [number, number];
  turns: number;
  longest: number;
  seed: number;
  force?: boolean;
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

export const dataCommand: Register = (program, { terminal, signal }) => {
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
    .option("--longest <n>", "characters of a prompt at most, and of two questions with answers", wholeNumber(1), 1600)
    .option("--seed <n>", "which questions", wholeNumber(0), 0)
    .option("--force", "replace files that are there")
    .addOption(jsonOption())
    .action(async (directory: string, { output, sets, force: overwrite, json, ...sampling }: ReasoningOptions) => {
      const { writeReasoning } = await import("../../evaluation/samples/reasoning.js");
      const written = await writeReasoning(directory, output, { ...sampling, names: sets }, { overwrite, signal });
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

  data
    .command("tools")
    .description("Requests for tools: the list of them is the system prompt, calls are the answers.")
    .argument("<dir>", "any of seal_tools/, metatool/ and gpteacher_toolformer.jsonl.gz, as their authors have them")
    .requiredOption("-o, --output <dir>", "directory of train.jsonl, validation.jsonl and the tests, seen and unseen")
    .option("--formats <names>", `how calls are written: ${toolFormats.join(", ")}`, someOf(toolFormats), [
      ...toolFormats,
    ])
    .option(
      "--samples <n>",
      "system prompts of each format; a twentieth as many to validate with, and of each test",
      wholeNumber(1),
      4000,
    )
    .option("--tools <fewest-most>", "tools of a prompt, as far as it holds them", fromTo, [3, 10])
    .option("--turns <n>", "requests of a prompt at most", wholeNumber(1), 8)
    .option("--none <share>", "of requests that no listed tool is for", numberWithin(0, 1), 0.15)
    .option("--renamed <share>", "of the tools of training, under other names in each prompt", numberWithin(0, 1), 0.8)
    .option("--longest <n>", "characters of a prompt at most, and of four requests with answers", wholeNumber(1), 2000)
    .option("--seed <n>", "which requests, under which prompts", wholeNumber(0), 0)
    .option("--force", "replace files that are there")
    .addOption(jsonOption())
    .action(async (directory: string, { output, tools, force: overwrite, json, ...sampling }: ToolOptions) => {
      const { writeTools } = await import("../../evaluation/samples/tools/write.js");
      const written = await writeTools(directory, output, { ...sampling, listed: tools }, { overwrite, signal });
      printResult(terminal, json, written, () =>
        [
          fileTable(written.files, terminal.width),
          table(
            [{ header: "source" }, ...["tools", "requests"].map((header) => ({ header, align: "right" as const }))],
            written.sources.map(({ name, tools: there, requests }) => [name, count(there), count(requests)]),
            terminal.width,
          ),
        ].join("\n\n"),
      );
    });
};
