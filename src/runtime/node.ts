/** @file Compiling graphs for Node: to run in this thread, or in a thread of their own. */

import { Worker } from "node:worker_threads";
import { emit, type EmittedModel, type Tensor } from "../graph/index.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { CompileOptions, Program, Resident, RunOptions } from "./program.js";
import { createSession } from "./session.js";

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
  return options.thread === "worker" ? createWorkerSession(model, options.threads) : createSession(model, options.threads);
}

/** Requests to the worker, each answered by a message with its number. */
export type WorkerRequest =
  | { kind: "create"; model: EmittedModel; threads: number | undefined }
  | { kind: "run"; feeds: TensorMap; wanted: readonly string[]; residents: readonly number[] }
  | { kind: "hold"; tensors: TensorMap; key: number }
  | { kind: "release"; key: number };

export type WorkerReply = { id: number } & ({ result: TensorMap | undefined } | { error: Error });

async function createWorkerSession(model: EmittedModel, threads: number | undefined): Promise<Program> {
  // From TypeScript sources (tests, development) the worker is TypeScript too.
  const fromSource = import.meta.url.endsWith(".ts");
  const worker = new Worker(new URL(`./session-worker.${fromSource ? "ts" : "js"}`, import.meta.url), fromSource ? { execArgv: ["--import", "tsx"] } : {});
  const waiting = new Map<number, { resolve(result: TensorMap | undefined): void; reject(error: Error): void }>();
  let next = 0;
  worker.on("message", (reply: WorkerReply) => {
    const { resolve, reject } = waiting.get(reply.id)!;
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ("error" in reply) reject(reply.error);
    else resolve(reply.result);
  });
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("error", failAll);
  worker.on("exit", () => { failAll(new Error("the worker of this program has ended")); });
  const call = (request: WorkerRequest, transfer: ArrayBuffer[] = []): Promise<TensorMap | undefined> =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...request, id }, transfer);
    });

  await call({ kind: "create", model, threads });
  let keys = 0;
  return {
    inputs: model.inputs,
    outputs: model.outputs,
    async run(feeds: TensorMap, { wanted = model.outputs, with: residents = [], transfer = false }: RunOptions = {}): Promise<TensorMap> {
      const keysOf = residents.map((r) => (r as WorkerResident).key);
      return (await call({ kind: "run", feeds, wanted, residents: keysOf }, transfer ? buffersOf(feeds) : []))!;
    },
    async hold(tensors: TensorMap): Promise<Resident> {
      const key = keys++;
      await call({ kind: "hold", tensors, key });
      const resident: WorkerResident = { key, names: Object.keys(tensors), release: () => void call({ kind: "release", key }) };
      return resident;
    },
    dispose: async () => void (await worker.terminate()),
  };
}

interface WorkerResident extends Resident {
  key: number;
}

/** Buffers that tensors own whole, each once: what can be handed to another thread. */
export function buffersOf(tensors: Readonly<Record<string, HostTensor>>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of Object.values(tensors))
    if (data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength) buffers.add(data.buffer);
  return [...buffers];
}
