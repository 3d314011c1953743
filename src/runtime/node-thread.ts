/** @file The worker thread of one program, in Node. */

import { Worker } from "node:worker_threads";
import { LoraGenError } from "../errors.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Thread, WorkerReply, WorkerRequest } from "./worker-program.js";

/** The worker thread: it keeps the process alive only while a call waits for it. */
export class NodeThread implements Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(result: TensorMap | undefined): void; reject(error: Error): void }>();
  /** Why it can't be called any more. */
  #ended: Error | undefined;
  #next = 0;

  constructor() {
    this.#worker = startWorker();
    this.#worker.on("message", (reply: WorkerReply) => {
      const { resolve, reject } = this.#waiting.get(reply.id)!;
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) this.#worker.unref();
      if ("error" in reply) reject(reply.error);
      else resolve(reply.result);
    });
    this.#worker.on("error", (cause) =>
      this.#fail(new LoraGenError(`the thread of this program failed: ${cause.message}`, { cause })),
    );
    this.#worker.on("exit", () => this.#fail(new LoraGenError("the thread of this program has ended")));
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  call(request: WorkerRequest, transfer: ArrayBuffer[] = []): Promise<TensorMap | undefined> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#worker.postMessage({ ...request, id }, transfer);
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function startWorker(): Worker {
  const here = import.meta.url;
  if (!here.endsWith(".ts")) return new Worker(new URL("./session-worker.js", here));
  // From TypeScript sources (tests, development) the worker is TypeScript too, whatever loads the main thread's.
  const [source, parent] = [new URL("./session-worker.ts", here).href, here].map((url) => JSON.stringify(url));
  return new Worker(`import("tsx/esm/api").then(({ tsImport }) => tsImport(${source}, ${parent}))`, { eval: true });
}
