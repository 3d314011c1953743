/** @file The worker thread of a program, in Node. */

import { parentPort } from "node:worker_threads";
import { sentError } from "../errors.js";
import { freeBuffers } from "./free-buffers.js";
import { createNodeSession } from "./node-session.js";
import { ProgramHost } from "./program-host.js";
import { buffersOf, type WorkerReply, type WorkerRequest } from "./worker-program.js";

/** The session has its own copy of the weights. What is idle collects no garbage, so they are freed by hand. */
const host = new ProgramHost(async (model, options) => {
  const program = await createNodeSession(model, options);
  freeBuffers(buffersOf(model.weights.values()));
  return program;
});

parentPort!.on("message", ({ id, ...request }: WorkerRequest & { id: number }) => {
  host.answer(request).then(
    (result) => {
      send({ id, result }, result ? buffersOf(Object.values(result)) : []);
    },
    (error: unknown) => {
      send({ id, error: sentError(error) });
    },
  );
});

const send = (reply: WorkerReply, transfer: ArrayBuffer[] = []): void => {
  parentPort!.postMessage(reply, transfer);
};
