/** @file Compiling graphs for a page: all run in one worker, on WebGPU where there is one, and otherwise in Wasm. */

import { InputError, LoraGenError } from "../errors.js";
import { emit } from "../graph/index.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Compile } from "./program.js";
import type { Device } from "./web-session.js";
import type { PageRequest } from "./web-worker.js";
import { createWorkerProgram, type Thread, type WorkerReply } from "./worker-program.js";

export type { Device } from "./web-session.js";

export interface EngineOptions {
  /** `auto`, the default: WebGPU where there is one, and otherwise Wasm. */
  device?: Device | "auto";
  /** Threads of Wasm; by default half of the cores, at most 4, in a cross-origin isolated page, and 1 in any other. */
  threads?: number;
}

/** What a page computes with. */
export interface Engine {
  device: Device;
  threads: number;
}

let settings: EngineOptions = {};
let running: Promise<RunningEngine> | undefined;

/** Chooses what the page computes with. Throws an `InputError` once something has been loaded. */
export function configure(options: EngineOptions): void {
  if (running) throw new InputError("the engine runs already: configure it before the first model is loaded");
  settings = options;
}

/** Starts the engine, if it does not run yet, and tells what it is. */
export async function startEngine(): Promise<Engine> {
  const { device, threads } = await start();
  return { device, threads };
}

/** `threads` and `thread` of programs count for nothing here: the engine has its own. */
export const compile: Compile = async (outputs, options = {}) => {
  const engine = await start();
  return createWorkerProgram(engine.thread(), emit(outputs, options.weights));
};

interface RunningEngine extends Engine {
  thread(): Thread;
}

const start = (): Promise<RunningEngine> =>
  (running ??= launch().catch((error: unknown) => {
    running = undefined;
    throw error;
  }));

async function launch(): Promise<RunningEngine> {
  const { device: wanted = "auto", threads = defaultThreads() } = settings;
  const device = wanted === "auto" ? ((await hasWebGpu()) ? "webgpu" : "wasm") : wanted;
  const worker = new PageWorker();
  await worker.call({ kind: "start", device, threads });
  let programs = 0;
  return {
    device,
    threads,
    thread() {
      const program = programs++;
      return {
        call: (request, transfer) => worker.call({ kind: "program", program, request }, transfer),
        end: async () => {
          await worker.call({ kind: "end", program });
        },
      };
    },
  };
}

function defaultThreads(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(4, navigator.hardwareConcurrency >> 1));
}

async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  const adapter = await gpu?.requestAdapter().catch(() => undefined);
  return adapter !== undefined && adapter !== null;
}

class PageWorker {
  readonly #worker = new Worker(new URL("./web-worker.js", import.meta.url), { type: "module", name: "lora-gen" });
  readonly #waiting = new Map<number, { resolve(result: TensorMap | undefined): void; reject(error: Error): void }>();
  #next = 0;
  #ended: Error | undefined;

  constructor() {
    this.#worker.addEventListener("message", ({ data: reply }: MessageEvent<WorkerReply>) => {
      const { resolve, reject } = this.#waiting.get(reply.id)!;
      this.#waiting.delete(reply.id);
      if ("error" in reply) reject(reply.error);
      else resolve(reply.result);
    });
    this.#worker.addEventListener("error", ({ message }) => {
      this.#ended = new LoraGenError(`the worker of this page failed: ${message || "its script can't be loaded"}`);
      for (const { reject } of this.#waiting.values()) reject(this.#ended);
      this.#waiting.clear();
    });
  }

  call(message: PageRequest, transfer: ArrayBuffer[] = []): Promise<TensorMap | undefined> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#worker.postMessage({ id, message }, transfer);
      this.#waiting.set(id, { resolve, reject });
    });
  }
}
