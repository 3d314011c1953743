/** @file A process that is measured: asked by a line of JSON, it answers by one. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./bench.js";

export interface Child {
  ask<T>(question: unknown): Promise<T>;
  /** Closes its standard input, at which it ends. */
  end(): Promise<void>;
}

/** Starts a program; `ask` throws with what it wrote to standard error if it ends before it answers. */
export function startChild(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      errors += error.message;
      resolve();
    });
    child.once("close", () => resolve());
  });
  // A question to a process that is gone is answered by its end.
  child.stdin.on("error", () => {});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async ask<T>(question: unknown): Promise<T> {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const line = (await lines.next()) as IteratorResult<string, undefined>;
      if (!line.done) return JSON.parse(line.value) as T;
      await ended;
      throw new Error(`${[command, ...args].join(" ")} ended without an answer: ${errors}`);
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
