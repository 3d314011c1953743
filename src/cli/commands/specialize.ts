/** @file `lora-gen specialize` */

import type { Register } from "../context.js";
import { bytes, count } from "../format.js";
import { generatorOption, jsonOption, readPrompt } from "../options.js";
import { printResult } from "../output.js";
import { checkTarget } from "../target.js";

interface Options {
  prompt: string;
  out: string;
  generator: string;
  merged?: boolean;
  force?: boolean;
  json?: boolean;
}

export const specializeCommand: Register = (program, { terminal }) => {
  program
    .command("specialize")
    .description("Turns a system prompt into an adapter (a PEFT directory), or into a whole model.")
    .requiredOption("-p, --prompt <file>", "file with the system prompt; - for standard input")
    .requiredOption("-o, --out <dir>", "directory to write")
    .addOption(generatorOption())
    .option("--merged", "write a whole model, the adapter merged into the edge model's weights")
    .option("--force", "replace the adapter or model that is there")
    .addOption(jsonOption())
    .action(async ({ prompt, out, generator: directory, merged, force, json }: Options) => {
      const text = await readPrompt(prompt, terminal);
      await checkTarget(out, force);
      const { Generator } = await import("../../methods/lora-gen/generator.js");
      const { specialize } = await import("../../methods/lora-gen/specialize.js");
      const generator = await Generator.load(directory, { thread: "main" });
      const start = performance.now();
      const made = await specialize(generator, text, out, { merged });
      const result = { seconds: (performance.now() - start) / 1000, ...made };
      await generator.dispose();
      printResult(terminal, json, result, ({ seconds, promptTokens, adapterBytes, gatesBytes }) =>
        [
          `${out}: ${merged ? "the edge model with the adapter merged" : "an adapter"}, from ${count(promptTokens)} tokens in ${seconds.toFixed(2)} s`,
          `It weighs ${bytes(adapterBytes)} as LoRA factors, ${bytes(gatesBytes)} as gates.`,
        ].join("\n"),
      );
    });
};
