/** @file Compiling graphs for Node: to run in this thread, or in a thread of their own. */

import { emit, type Tensor } from "../graph/index.js";
import type { CompileOptions, Program } from "./program.js";
import { createSession } from "./session.js";
import { createWorkerProgram } from "./worker-program.js";

export interface NodeCompileOptions extends CompileOptions {
  /**
   * ONNX Runtime for Node computes where it is called. `main` blocks the event loop during a run and copies nothing
   * (training); `worker` leaves the event loop free (serving).
   */
  thread?: "main" | "worker";
}

/** Compiles the graph of `outputs`. Inputs named in `weights` are bound to them, the others are fed. */
export function compile(outputs: Readonly<Record<string, Tensor>>, options: NodeCompileOptions = {}): Promise<Program> {
  const model = emit(outputs, options.weights);
  const create = options.thread === "worker" ? createWorkerProgram : createSession;
  return create(model, options.threads ?? threadsByDefault());
}

/** `LORA_GEN_THREADS` says how many threads a program computes with that was not told. */
function threadsByDefault(): number | undefined {
  const threads = Number(process.env["LORA_GEN_THREADS"]);
  return Number.isInteger(threads) && threads > 0 ? threads : undefined;
}
