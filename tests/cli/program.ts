/** @file The program as a user starts it: another process. */

import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export interface Outcome {
  /** Exit code, null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcessByStdio<Writable, Readable, Readable>;
  done: Promise<Outcome>;
}

/** Standard input is `input`, or stays open: null. */
export function start(
  argv: readonly string[],
  input: string | null = "",
  environment: Readonly<Record<string, string>> = {},
): Started {
  // Several run at once, and models this small gain nothing from a second thread.
  const env = { ...process.env, LORA_GEN_THREADS: "1", ...environment };
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...argv], { stdio: "pipe", env });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (out.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (out.stderr += String(chunk)));
  child.stdin.on("error", () => {}); // it may end before it has read
  if (input !== null) child.stdin.end(input);
  const done = new Promise<Outcome>((resolve) => child.once("close", (code) => resolve({ code, ...out })));
  return { child, done };
}

export const loraGen = (
  argv: readonly string[],
  input = "",
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> => start(argv, input, environment).done;
