/** @file The worker of a page: holds all of its programs, and runs one at a time, as ONNX Runtime for browsers must. */

import { sentError } from "../errors.js";
import type { Device, WebRuntime } from "./choose-device.js";
import type { PageRequest } from "./page-thread.js";
import { ProgramHost } from "./program-host.js";
import { loadWebRuntime } from "./web-session.js";
import { buffersOf, type WorkerReply } from "./worker-program.js";

export type PageReply = WorkerReply | { id: number; device: Device };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const hosts = new Map<number, ProgramHost>();
let runtime: WebRuntime | undefined;

type Answer = { device: Device } | { result: Awaited<ReturnType<ProgramHost["answer"]>> };

async function answer(message: PageRequest): Promise<Answer> {
  switch (message.kind) {
    case "start":
      runtime = await loadWebRuntime(message.device, message.threads);
      return { result: undefined };
    case "device":
      return { device: runtime!.device };
    case "end":
      await hosts.get(message.program)?.dispose();
      hosts.delete(message.program);
      return { result: undefined };
    case "program": {
      let host = hosts.get(message.program);
      if (!host) hosts.set(message.program, (host = new ProgramHost((model) => runtime!.createSession(model))));
      return { result: await host.answer(message.request) };
    }
  }
}

const reply = (message: PageReply, transfer: ArrayBuffer[] = []): void => scope.postMessage(message, transfer);

let last: Promise<void> = Promise.resolve();
scope.addEventListener("message", ({ data: { id, message } }: MessageEvent<{ id: number; message: PageRequest }>) => {
  last = last.then(async () => {
    try {
      const answered = await answer(message);
      reply(
        { id, ...answered },
        "result" in answered && answered.result ? buffersOf(Object.values(answered.result)) : [],
      );
    } catch (error) {
      reply({ id, error: sentError(error) });
    }
  });
});
