/** @file Results and errors, for people and for machines. */

import { CommanderError } from "commander";
import { LoraGenError } from "../errors.js";
import type { Terminal } from "./terminal.js";

/** The exit code of work that a signal cut short. */
export const interrupted = 130;

/** What a command was asked to do wrongly, found after its options were parsed. */
export class UsageError extends LoraGenError {
  override name = "UsageError";
}

/** One JSON document on stdout under `--json`, otherwise what `human` makes of the result. */
export function printResult<T>(
  terminal: Terminal,
  json: boolean | undefined,
  result: T,
  human: (result: T) => string,
): void {
  const text = json ? JSON.stringify(result) : human(result);
  terminal.out(text.endsWith("\n") ? text : `${text}\n`);
}

/** Tells an error on stderr and gives the exit code: 0 (help was asked for), 1 (failed), 2 (wrong usage), 130 (interrupted). */
export function reportError(terminal: Terminal, error: unknown, aborted = false): number {
  // commander has printed its own message, or the help that was asked for
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (aborted && error instanceof Error && error.name === "AbortError") return interrupted;
  if (process.env["LORA_GEN_DEBUG"]) terminal.err(`${error instanceof Error ? error.stack : String(error)}\n`);
  else if (error instanceof LoraGenError) terminal.err(`${error.message}\n`);
  else terminal.err(`${String(error)}\n(set LORA_GEN_DEBUG=1 to see where)\n`);
  return error instanceof UsageError ? 2 : 1;
}
