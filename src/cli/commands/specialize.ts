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

export const specializeCommand: Register = (program, { terminal, signal }) => {
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
      const text = await readPrompt(prompt, { terminal, signal });
      await checkTarget(out, force);
      const made = await specialized(directory, text, out, { merged, signal });
      printResult(terminal, json, made, ({ seconds, promptTokens, adapterBytes, gatesBytes }) =>
        [
          `${out}: ${merged ? "the edge model with the adapter merged" : "an adapter"}, from ${count(promptTokens)} tokens in ${seconds.toFixed(2)} s`,
          `It weighs ${bytes(adapterBytes)} as LoRA factors${gatesBytes === undefined ? "" : `, ${bytes(gatesBytes)} as gates`}.`,
        ].join("\n"),
      );
    });
};

/** By a generator, or by another method that an adapter stands for. */
async function specialized(
  directory: string,
  text: string,
  out: string,
  options: { merged: boolean | undefined; signal: AbortSignal },
): Promise<{ seconds: number; promptTokens: number; adapterBytes: number; gatesBytes?: number }> {
  const { readMethodFile } = await import("../../methods/saved-method.js");
  if (await readMethodFile(directory)) {
    const { specializeByMethod } = await import("../../methods/merging.js");
    const start = performance.now();
    const made = await specializeByMethod(directory, text, out, options);
    return { seconds: (performance.now() - start) / 1000, ...made };
  }
  const { Generator } = await import("../../methods/lora-gen/generator.js");
  const { specialize } = await import("../../methods/lora-gen/specialize.js");
  const generator = await Generator.load(directory, { thread: "main" });
  try {
    options.signal.throwIfAborted();
    const start = performance.now();
    const made = await specialize(generator, text, out, options);
    return { seconds: (performance.now() - start) / 1000, ...made };
  } finally {
    await generator.dispose();
  }
}
