/** @file `lora-gen demo` */

import type { Register } from "../context.js";
import { generatorOption, jsonOption, readPrompt } from "../options.js";
import { printResult, UsageError } from "../output.js";
import { presets } from "../presets.js";
import { demoView } from "../views/demo.js";

const [{ prompt: builtInPrompt, requests: builtInRequests }] = presets;

interface Options {
  prompt?: string;
  input?: string;
  generator: string;
  json?: boolean;
}

export const demoCommand: Register = (program, { terminal, signal }) => {
  program
    .command("demo")
    .description("Shows what a system prompt does in context, and as weights: three answers side by side.")
    .option("-p, --prompt <file>", "system prompt; - for standard input (default: one that lists four tools)")
    .option("-i, --input <text>", "the request (default: three of them)")
    .addOption(generatorOption())
    .addOption(jsonOption())
    .action(async ({ prompt: file, input, json, ...options }: Options) => {
      if (input?.trim() === "") throw new UsageError("--input is empty: there is nothing to answer");
      const prompt = file === undefined ? builtInPrompt : await readPrompt(file, { terminal, signal });
      const requests = input === undefined ? builtInRequests : [input];
      const { sideBySide } = await import("../../evaluation/side-by-side.js");
      const { answers, ...weight } = await sideBySide(prompt, requests, { ...options, signal });
      const [first, ...more] = answers;
      printResult(terminal, json, { prompt, ...first!, ...weight, more }, () =>
        demoView({ prompt, answers, ...weight }, terminal.width),
      );
    });
};
