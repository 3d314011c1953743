/** @file The worker thread of one program, in Node. */

import type { Worker } from "node:worker_threads";
import { LoraGenError, receivedError } from "../errors.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { startThread } from "./start-thread.js";
import { threadEnded, type Thread, type WorkerReply, type WorkerRequest } from "./worker-program.js";

/** The worker thread: it keeps the process alive only while a call waits for it. */
export class NodeThread implements Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(result: TensorMap | undefined): void; reject(error: Error): void }>();
  /** Why it can't be called any more. */
  #ended: Error | undefined;
  #next = 0;
  /** Told when no call waits any more. */
  #rested: (() => void) | undefined;
  #ending: Promise<void> | undefined;

  constructor() {
    this.#worker = startThread(new URL("./session-worker.js", import.meta.url));
    this.#worker.on("message", (reply: WorkerReply) => {
      const { resolve, reject } = this.#waiting.get(reply.id)!;
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) this.#rest();
      if ("error" in reply) reject(receivedError(reply.error));
      else resolve(reply.result);
    });
    this.#worker.on("error", (cause) =>
      this.#fail(new LoraGenError(`the thread of this program failed: ${cause.message}`, { cause })),
    );
    this.#worker.on("exit", () => this.#fail(threadEnded()));
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#rest();
  }

  #rest(): void {
    this.#worker.unref();
    this.#rested?.();
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

  /** Rejects the calls that wait, and ends when the thread is done with them: within a run it would take the process with it. */
  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    const error = (this.#ended ??= threadEnded());
    for (const [id, { reject }] of this.#waiting) {
      reject(error);
      this.#waiting.set(id, { resolve: () => {}, reject: () => {} });
    }
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => (this.#rested = resolve));
    await this.#worker.terminate();
  }
}
