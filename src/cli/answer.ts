/** @file An answer of an edge model as it comes, and the options of the commands that give one. */

import { Option, type Command } from "commander";
import type { GenerateOptions } from "../lm/language-model.js";
import type { WeightBits } from "../lm/packed-weights.js";
import { bitsOption, generatorOption } from "./options.js";
import { samplingOptions, type SamplingOptions } from "./sampling-options.js";
import { visible } from "./table.js";
import type { Terminal } from "./terminal.js";

export interface AnswerOptions extends SamplingOptions {
  adapter?: string;
  prompt?: string;
  generator: string;
  edge?: string;
  bits?: WeightBits;
  json?: boolean;
}

/** Adds the options of which model answers, and how. */
export function addAnswerOptions(command: Command): void {
  const which = [
    new Option("-a, --adapter <dir>", "adapter (a PEFT directory)").conflicts("prompt"),
    new Option("-p, --prompt <file>", "specialise for the system prompt in this file first; - for standard input"),
    generatorOption(),
    new Option("-e, --edge <dir>", "edge model (default: the one that the adapter or the generator is for)"),
    bitsOption(),
  ];
  for (const option of [...which, ...samplingOptions()]) command.addOption(option);
}

export interface Answer {
  answer: string;
  /** All tokens that the model read. */
  promptTokens: number;
  firstTokenMs: number;
  totalMs: number;
}

/** Shows an answer's pieces, unless it is to be `json`. */
export async function showAnswer(
  terminal: Terminal,
  json: boolean | undefined,
  stream: (options: Pick<GenerateOptions, "onFirstToken">) => AsyncIterable<string>,
): Promise<Answer> {
  const start = performance.now();
  const first = { promptTokens: 0, firstTokenMs: 0 };
  let answer = "";
  const pieces = stream({
    onFirstToken({ promptTokens }) {
      Object.assign(first, { promptTokens, firstTokenMs: performance.now() - start });
    },
  });
  for await (const piece of pieces) {
    answer += piece;
    if (!json) terminal.out(terminal.screen ? visible(piece) : piece);
  }
  return { answer, ...first, totalMs: performance.now() - start };
}
