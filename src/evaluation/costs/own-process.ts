/** @file Questions to a process of its own, which does nothing else, so that its memory is what the answer takes. */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LoraGenError } from "../../errors.js";
import { peakResident } from "./process-memory.js";

type Reply<Answer> = { answer: Answer & { peakBytes: number } } | { error: string };

/**
 * Starts `script`, a module beside this one that calls `answerParent`, and asks it. Throws a `LoraGenError` with what the
 * process said of its failure (`measures` names what it was for), and the signal's reason, which also ends the process.
 */
export async function inOwnProcess<Answer extends object>(
  script: string,
  measures: string,
  question: object,
  signal?: AbortSignal,
): Promise<Answer & { peakBytes: number }> {
  const compiled = !import.meta.url.endsWith(".ts");
  const child = fork(fileURLToPath(new URL(`./${script}.${compiled ? "js" : "ts"}`, import.meta.url)), {
    execArgv: compiled ? [] : ["--import", "tsx"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    ...(signal && { signal }),
  });
  const reply = await new Promise<Reply<Answer>>((resolve) => {
    child.once("message", (message) => resolve(message as Reply<Answer>));
    child.once("error", ({ message }) => resolve({ error: message }));
    child.once("exit", (code, signal) => resolve({ error: `it ended with ${signal ?? code}` }));
    child.send(JSON.parse(JSON.stringify(question)) as object);
  });
  child.kill();
  signal?.throwIfAborted();
  if ("error" in reply) throw new LoraGenError(`the process that measures ${measures} failed: ${reply.error}`);
  return reply.answer;
}

/** Answers the one question of the process that started this one, and tells the most memory that this one had. */
export function answerParent<Question>(answer: (question: Question) => Promise<object>): void {
  process.once("message", (question: Question) => {
    void answer(question)
      .then((found): Reply<object> => ({ answer: { ...found, peakBytes: peakResident() } }))
      .catch((error: unknown): Reply<object> => ({ error: error instanceof Error ? error.message : String(error) }))
      .then((reply) => process.send!(reply));
  });
}
