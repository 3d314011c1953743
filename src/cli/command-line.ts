/** @file The program: its commands, and what an error or an interrupt does to the exit code. */

import { Command } from "commander";
import { commands } from "./commands/index.js";
import type { Context, Register } from "./context.js";
import { withPulls } from "../hub/implicit.js";
import { reportError } from "./output.js";
import { pullBar } from "./pull-bar.js";
import { terminal as processTerminal } from "./terminal.js";
import { version } from "../version.js";

/** Runs one command line and gives its exit code. */
export async function runCommandLine(
  argv: readonly string[],
  {
    terminal = processTerminal,
    signal = new AbortController().signal,
    takeInterrupts = () => {},
  }: Partial<Pick<Context, "terminal" | "signal" | "takeInterrupts">> = {},
  registers: readonly Register[] = commands,
): Promise<number> {
  const program = new Command("lora-gen")
    .description("System prompts become weights (LoRA-Gen, arXiv 2506.11638).")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(--help shows what there is)")
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted, 141 no longer read. LORA_GEN_DEBUG=1 shows where an error came from; LORA_GEN_THREADS sets the threads to compute with, LORA_GEN_DEVICE the device: cpu, cuda or webgpu.",
    );
  for (const register of registers) register(program, { terminal, signal, takeInterrupts });
  try {
    const pulls = { signal, watch: (name: string) => pullBar(terminal, name) };
    await withPulls(pulls, () => program.parseAsync(argv, { from: "user" }));
    return 0;
  } catch (error) {
    return reportError(terminal, error, signal.aborted);
  }
}
