/** @file `lora-gen run` */

import { addAnswerOptions, showAnswer, type AnswerOptions } from "../answer.js";
import type { Register } from "../context.js";
import { openEdge } from "../edge.js";
import { jsonOption, readPrompt } from "../options.js";
import { UsageError } from "../output.js";
import { samplingOf } from "../sampling-options.js";

export const runCommand: Register = (program, { terminal, signal }) => {
  const command = program
    .command("run")
    .description("Answers a request with the edge model: specialised by an adapter or a system prompt, or as it is.")
    .argument("[text]", "the request; - or nothing for standard input")
    .action(async (text: string | undefined, { prompt: file, json, ...rest }: AnswerOptions) => {
      const fromInput = text === undefined || text === "-";
      if (fromInput && file === "-") throw new UsageError("standard input can't be both the prompt and the request");
      const prompt = file === undefined ? undefined : await readPrompt(file, { terminal, signal });
      const request = fromInput ? (await terminal.readInput(signal)).replace(/\r?\n$/, "") : text;
      if (request.trim() === "") throw new UsageError("the request is empty: there is nothing to answer");
      const edge = await openEdge({ ...rest, prompt });
      try {
        const result = await showAnswer(terminal, json, (options) =>
          edge.stream(request, { ...samplingOf(rest), ...options, signal }),
        );
        terminal.out(json ? `${JSON.stringify(result)}\n` : "\n");
        signal.throwIfAborted();
      } finally {
        await edge.dispose();
      }
    });
  addAnswerOptions(command);
  command.addOption(jsonOption());
};
