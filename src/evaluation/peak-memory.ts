/** @file How much memory a method takes on a task: that of a process of its own, which does nothing else. */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LoraGenError } from "../errors.js";
import type { SingleEntry } from "./recipe.js";
import type { TaskItem } from "./tasks.js";

/** What the process is asked; items without what judges them. */
export interface PeakRequest {
  edge: string;
  entry: SingleEntry;
  items: readonly TaskItem[];
  threads?: number | undefined;
}

export type PeakReply = { peakBytes: number } | { error: string };

/** Largest resident size, in bytes, of a process that loads the models and answers `items` one after another. */
export async function peakMemory(request: PeakRequest): Promise<number> {
  const compiled = !import.meta.url.endsWith(".ts");
  const script = fileURLToPath(new URL(`./peak-process.${compiled ? "js" : "ts"}`, import.meta.url));
  const child = fork(script, {
    execArgv: compiled ? [] : ["--import", "tsx"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const reply = await new Promise<PeakReply>((resolve) => {
    child.once("message", (message) => resolve(message as PeakReply));
    child.once("error", ({ message }) => resolve({ error: message }));
    child.once("exit", (code, signal) => resolve({ error: `it ended with ${signal ?? code}` }));
    child.send(JSON.parse(JSON.stringify(request)) as PeakRequest);
  });
  child.kill();
  if ("error" in reply) throw new LoraGenError(`the process that measures memory failed: ${reply.error}`);
  return reply.peakBytes;
}
