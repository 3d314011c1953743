/** @file The worker thread of a program: holds its session and answers requests one after the other. */

import { parentPort } from "node:worker_threads";
import { buffersOf, type WorkerReply, type WorkerRequest } from "./worker-program.js";
import type { Growing, Program, Resident } from "./program.js";
import { createSession } from "./session.js";
import type { TensorMap } from "../tensor/host-tensor.js";

let program: Program | undefined;
const residents = new Map<number, Resident>();

async function answer(request: WorkerRequest): Promise<TensorMap | undefined> {
  switch (request.kind) {
    case "create":
      program = await createSession(request.model, request.threads);
      return undefined;
    case "run":
      return program!.run(request.feeds, {
        wanted: request.wanted,
        with: request.residents.flatMap((key) => residents.get(key) ?? []),
        ...(request.grow && {
          grow: { cache: residents.get(request.grow.key) as Growing, lengths: request.grow.lengths },
        }),
      });
    case "hold":
      residents.set(request.key, await program!.hold(request.tensors));
      return undefined;
    case "growing":
      residents.set(request.key, await program!.growing(request.spec));
      return undefined;
    case "release":
      residents.get(request.key)?.release();
      residents.delete(request.key);
      return undefined;
  }
}

parentPort!.on("message", (request: WorkerRequest & { id: number }) => {
  answer(request).then(
    (result) => {
      send({ id: request.id, result }, result ? buffersOf(result) : []);
    },
    (error: unknown) => {
      send({ id: request.id, error: error as Error });
    },
  );
});

const send = (reply: WorkerReply, transfer: ArrayBuffer[] = []): void => {
  parentPort!.postMessage(reply, transfer);
};
