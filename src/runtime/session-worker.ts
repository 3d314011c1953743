/** @file The worker thread of a program, in Node. */

import { parentPort } from "node:worker_threads";
import { createNodeSession } from "./node-session.js";
import { ProgramHost } from "./program-host.js";
import { buffersOf, type WorkerReply, type WorkerRequest } from "./worker-program.js";

const host = new ProgramHost(createNodeSession);

parentPort!.on("message", ({ id, ...request }: WorkerRequest & { id: number }) => {
  host.answer(request).then(
    (result) => {
      send({ id, result }, result ? buffersOf(result) : []);
    },
    (error: unknown) => {
      send({ id, error: error as Error });
    },
  );
});

const send = (reply: WorkerReply, transfer: ArrayBuffer[] = []): void => {
  parentPort!.postMessage(reply, transfer);
};
