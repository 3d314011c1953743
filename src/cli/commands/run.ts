/** @file `lora-gen run` */

import { Option } from "commander";
import type { WeightBits } from "../../lm/packed-weights.js";
import type { Register } from "../context.js";
import { openEdge } from "../edge.js";
import { bitsOption, generatorOption, jsonOption, readPrompt } from "../options.js";
import { UsageError } from "../output.js";
import { samplingOf, samplingOptions, type SamplingOptions } from "../sampling-options.js";
import { visible } from "../table.js";

interface Options extends SamplingOptions {
  adapter?: string;
  prompt?: string;
  generator: string;
  edge?: string;
  bits?: WeightBits;
  json?: boolean;
}

export const runCommand: Register = (program, { terminal, signal }) => {
  const command = program
    .command("run")
    .description("Answers a request with the edge model: specialised by an adapter or a system prompt, or as it is.")
    .argument("[text]", "the request; - or nothing for standard input")
    .addOption(new Option("-a, --adapter <dir>", "adapter (a PEFT directory)").conflicts("prompt"))
    .option("-p, --prompt <file>", "specialise for the system prompt in this file first; - for standard input")
    .addOption(generatorOption())
    .option("-e, --edge <dir>", "edge model (default: the one that the adapter or the generator is for)")
    .addOption(bitsOption())
    .action(async (text: string | undefined, { prompt: file, json, ...rest }: Options) => {
      const fromInput = text === undefined || text === "-";
      if (fromInput && file === "-") throw new UsageError("standard input can't be both the prompt and the request");
      const prompt = file === undefined ? undefined : await readPrompt(file, terminal);
      const request = fromInput ? (await terminal.readInput()).replace(/\r?\n$/, "") : text;
      if (request.trim() === "") throw new UsageError("the request is empty: there is nothing to answer");
      const edge = await openEdge({ ...rest, prompt });
      const start = performance.now();
      const first = { promptTokens: 0, firstTokenMs: 0 };
      let answer = "";
      for await (const piece of edge.stream(request, {
        ...samplingOf(rest),
        signal,
        onFirstToken({ promptTokens }) {
          Object.assign(first, { promptTokens, firstTokenMs: performance.now() - start });
        },
      })) {
        answer += piece;
        if (!json) terminal.out(terminal.screen ? visible(piece) : piece);
      }
      const totalMs = performance.now() - start;
      terminal.out(json ? `${JSON.stringify({ answer, ...first, totalMs })}\n` : "\n");
      await edge.dispose();
    });
  for (const option of [...samplingOptions(), jsonOption()]) command.addOption(option);
};
