/** @file `lora-gen chat` */

import { Option } from "commander";
import { InputError, LoraGenError } from "../../errors.js";
import { addAnswerOptions, showAnswer, type AnswerOptions } from "../answer.js";
import type { Register } from "../context.js";
import { openEdge } from "../edge.js";
import { readPrompt } from "../options.js";
import { UsageError } from "../output.js";
import { samplingOf } from "../sampling-options.js";

interface Options extends AnswerOptions {
  inContext?: boolean;
}

export const chatCommand: Register = (program, { terminal, signal, takeInterrupts }) => {
  const command = program
    .command("chat")
    .description("A conversation with the edge model: specialised by an adapter or a system prompt, or as it is.")
    .addHelpText(
      "after",
      "\nEach line is a request. /reset forgets what was said, /exit ends. Ctrl-C stops an answer, and ends where none is given.",
    )
    .action(async ({ prompt: file, json, inContext = false, ...rest }: Options) => {
      if (file === "-") throw new UsageError("standard input has the requests: the prompt must be in a file");
      if (inContext && file === undefined) throw new UsageError("--in-context needs a --prompt");
      const prompt = file === undefined ? undefined : await readPrompt(file, { terminal, signal });
      const { Chat } = await import("../../adapter/chat.js");
      const edge = await openEdge({ ...rest, prompt: inContext ? undefined : prompt });
      const chat = new Chat(edge, inContext ? prompt : undefined);
      let answering: AbortController | undefined;
      takeInterrupts(() => {
        if (!answering || answering.signal.aborted) return false;
        answering.abort();
        return true;
      });
      let unanswered = 0;
      for await (const line of terminal.readLines({ prompt: json ? "" : "> ", signal })) {
        if (signal.aborted) break;
        const request = line.trim();
        if (request === "/exit") break;
        if (request === "/reset") chat.reset();
        if (request === "" || request === "/reset") continue;
        answering = new AbortController();
        const stop = AbortSignal.any([signal, answering.signal]);
        try {
          const result = await showAnswer(terminal, json, (options) =>
            chat.ask(request, { ...samplingOf(rest), ...options, signal: stop }),
          );
          const isLeft = stop.aborted && !answering.signal.aborted;
          answering = undefined;
          if (isLeft) break;
          terminal.out(json ? `${JSON.stringify(result)}\n` : "\n");
          if (chat.full) terminal.err("The context is full: /reset starts the conversation anew.\n");
        } catch (error) {
          answering = undefined;
          if (!(error instanceof InputError)) throw error;
          unanswered++;
          if (json) terminal.out(`${JSON.stringify({ error: error.message })}\n`);
          else terminal.err(`${error.message}; /reset starts anew\n`);
        }
      }
      chat.dispose();
      await edge.dispose();
      // What was typed stands before the cursor.
      if (signal.aborted && terminal.screen) terminal.out("\n");
      signal.throwIfAborted();
      if (unanswered > 0 && !terminal.screen)
        throw new LoraGenError(`${unanswered} ${unanswered === 1 ? "request was" : "requests were"} not answered`);
    });
  addAnswerOptions(command);
  command
    .addOption(new Option("--in-context", "keep the prompt in the context instead of weights").conflicts("adapter"))
    .option("--json", "print each answer as a line of JSON");
};
