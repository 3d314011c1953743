/** @file A program whose session lives in a worker thread, so that the event loop is free while it runs. */

import { Worker } from "node:worker_threads";
import { LoraGenError } from "../errors.js";
import type { EmittedModel } from "../graph/index.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import {
  checkNames,
  ownResident,
  wantedOutputs,
  type Growing,
  type GrowthSpec,
  type Program,
  type Resident,
  type RunOptions,
} from "./program.js";

/** Requests to the worker, each answered by a message with its number. */
export type WorkerRequest =
  | { kind: "create"; model: EmittedModel; threads: number | undefined }
  | {
      kind: "run";
      feeds: TensorMap;
      wanted: readonly string[];
      residents: readonly number[];
      grow: { key: number; lengths: readonly number[] } | undefined;
    }
  | { kind: "hold"; tensors: TensorMap; key: number }
  | { kind: "growing"; spec: GrowthSpec; key: number }
  | { kind: "release"; key: number };

export type WorkerReply = { id: number } & ({ result: TensorMap | undefined } | { error: Error });

export async function createWorkerProgram(model: EmittedModel, threads?: number): Promise<Program> {
  const thread = new Thread();
  try {
    await thread.call({ kind: "create", model, threads });
  } catch (error) {
    await thread.end();
    throw error;
  }
  const { inputs, outputs } = model;
  let held = 0;
  return {
    inputs,
    outputs,
    async run(feeds: TensorMap, options: RunOptions = {}) {
      const { with: residents = [], transfer = false } = options;
      const wanted = wantedOutputs(model, options);
      const cache = options.grow && ownResident(HeldGrowing, options.grow.cache);
      const fed = [...residents, ...(cache ? [cache] : [])].flatMap((r) => r.names);
      checkNames(model, [...fed, ...Object.keys(feeds)], wanted);
      const request: WorkerRequest = {
        kind: "run",
        feeds,
        wanted,
        residents: residents.map((r) => ownResident(Held, r).key),
        grow: cache && { key: cache.key, lengths: options.grow!.lengths },
      };
      return (await thread.call(request, transfer ? buffersOf(feeds) : []))!;
    },
    async hold(tensors: TensorMap) {
      const resident = new Held(held++, Object.keys(tensors), thread);
      await thread.call({ kind: "hold", tensors, key: resident.key });
      return resident;
    },
    async growing(spec: GrowthSpec) {
      const resident = new HeldGrowing(held++, spec, thread);
      await thread.call({ kind: "growing", spec, key: resident.key });
      return resident;
    },
    dispose: () => thread.end(),
  };
}

/** Tensors that stay in the worker, under a number. */
class Held implements Resident {
  constructor(
    readonly key: number,
    public names: readonly string[],
    private readonly thread: Thread,
  ) {}

  release(): void {
    this.names = [];
    // With the thread its residents are gone too.
    this.thread.call({ kind: "release", key: this.key }).catch(() => {});
  }
}

/** A cache that stays in the worker. */
class HeldGrowing extends Held implements Growing {
  constructor(
    key: number,
    readonly spec: GrowthSpec,
    thread: Thread,
  ) {
    super(key, spec.inputs, thread);
  }
}

/** The worker thread: it keeps the process alive only while a call waits for it. */
class Thread {
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

/** Buffers that tensors own whole, each once: what can be handed to another thread. */
export function buffersOf(tensors: Readonly<Record<string, HostTensor>>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of Object.values(tensors))
    if (data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength) buffers.add(data.buffer);
  return [...buffers];
}
