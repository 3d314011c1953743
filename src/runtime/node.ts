/** @file Compiling graphs for Node: to run in this thread, or in a thread of their own. */

import { emit } from "../graph/index.js";
import { freeBuffers } from "./free-buffers.js";
import { createNodeSession } from "./node-session.js";
import { NodeThread } from "./node-thread.js";
import type { Compile } from "./program.js";
import { buffersOf, createWorkerProgram } from "./worker-program.js";

/** In this thread unless told. */
export const compile: Compile = async (outputs, options = {}) => {
  const { weights, thread, threads = threadsByDefault(), transfer = false, ...others } = options;
  const model = emit(outputs, weights);
  const session = { threads, ...others };
  if (thread === "worker") return createWorkerProgram(new NodeThread(), model, { ...session, transfer });
  const program = await createNodeSession(model, session);
  if (transfer) freeBuffers(buffersOf(model.weights.values()));
  return program;
};

/** `LORA_GEN_THREADS` says how many threads a program computes with that was not told. */
function threadsByDefault(): number | undefined {
  const threads = Number(process.env["LORA_GEN_THREADS"]);
  return Number.isInteger(threads) && threads > 0 ? threads : undefined;
}
