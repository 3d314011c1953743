/** @file The worker of a page: holds all of its programs, and runs one at a time, as ONNX Runtime for browsers must. */

import { ProgramHost } from "./program-host.js";
import { loadWebRuntime, type Device, type WebRuntime } from "./web-session.js";
import { buffersOf, type WorkerReply, type WorkerRequest } from "./worker-program.js";

/** What a page asks of its worker: first to start, then what its programs need. */
export type PageRequest =
  | { kind: "start"; device: Device; threads: number }
  | { kind: "end"; program: number }
  | { kind: "program"; program: number; request: WorkerRequest };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const hosts = new Map<number, ProgramHost>();
let runtime: WebRuntime | undefined;

async function answer(message: PageRequest): ReturnType<ProgramHost["answer"]> {
  switch (message.kind) {
    case "start":
      runtime = await loadWebRuntime(message.device, message.threads);
      return undefined;
    case "end":
      await hosts.get(message.program)?.dispose();
      hosts.delete(message.program);
      return undefined;
    case "program": {
      let host = hosts.get(message.program);
      if (!host) hosts.set(message.program, (host = new ProgramHost((model) => runtime!.createSession(model))));
      return host.answer(message.request);
    }
  }
}

const reply = (message: WorkerReply, transfer: ArrayBuffer[] = []): void => scope.postMessage(message, transfer);

let last: Promise<void> = Promise.resolve();
scope.addEventListener("message", ({ data: { id, message } }: MessageEvent<{ id: number; message: PageRequest }>) => {
  last = last.then(async () => {
    try {
      const result = await answer(message);
      reply({ id, result }, result ? buffersOf(result) : []);
    } catch (error) {
      reply({ id, error: error instanceof Error ? error : new Error(String(error)) });
    }
  });
});
