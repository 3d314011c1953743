/** @file Compiling graphs for a page: all run in one worker, on WebGPU or in Wasm. */

import { InputError, LoraGenError, receivedError } from "../errors.js";
import { emit } from "../graph/index.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Compile } from "./program.js";
import type { Device } from "./choose-device.js";
import { pageThread, type PageRequest } from "./page-thread.js";
import type { PageReply } from "./web-worker.js";
import { createWorkerProgram, type Thread } from "./worker-program.js";

export type { Device } from "./choose-device.js";
export { hasGpu } from "./web-gpu.js";

export interface EngineOptions {
  /**
   * `auto`, the default: programs of large models on WebGPU, where there is a real GPU, and all others in Wasm; on WebGPU
   * that fails they go on in Wasm, with a warning on the console. By name, all programs compute on that device, or fail.
   */
  device?: Device | "auto";
  /** Threads of Wasm; by default half of the cores, at most 4, in a cross-origin isolated page, and 1 in any other. */
  threads?: number;
}

/** What a page computes with. */
export interface Engine {
  /** Of large models, if `auto` was to choose. */
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

/** Starts the engine, if it does not run yet, and tells what it is. Throws a `LoraGenError` where there is no such device. */
export async function startEngine(): Promise<Engine> {
  const { device, threads } = await start();
  return { device: await device(), threads };
}

/** `threads`, `thread`, `planned` and `prepack` of programs count for nothing here: the engine has its own. */
export const compile: Compile = async (outputs, options = {}) => {
  const engine = await start();
  const { weights, transfer = false } = options;
  return createWorkerProgram(engine.thread(), emit(outputs, weights), { transfer });
};

interface RunningEngine {
  threads: number;
  device(): Promise<Device>;
  thread(): Thread;
}

const start = (): Promise<RunningEngine> =>
  (running ??= launch().catch((error: unknown) => {
    running = undefined;
    throw error;
  }));

async function launch(): Promise<RunningEngine> {
  const { device = "auto", threads = defaultThreads() } = settings;
  const worker = new PageWorker();
  try {
    await worker.call({ kind: "start", device, threads });
  } catch (error) {
    worker.end();
    throw error;
  }
  let programs = 0;
  return {
    threads,
    device: () => worker.call({ kind: "device" }) as Promise<Device>,
    thread: () => pageThread(programs++, (message, transfer) => worker.call(message, transfer)),
  };
}

function defaultThreads(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(4, navigator.hardwareConcurrency >> 1));
}

type Answer = TensorMap | Device | undefined;

class PageWorker {
  readonly #worker = new Worker(new URL("./web-worker.js", import.meta.url), { type: "module", name: "lora-gen" });
  readonly #waiting = new Map<number, { resolve(result: Answer): void; reject(error: Error): void }>();
  #next = 0;
  #ended: Error | undefined;

  constructor() {
    this.#worker.addEventListener("message", ({ data: reply }: MessageEvent<PageReply>) => {
      const { resolve, reject } = this.#waiting.get(reply.id)!;
      this.#waiting.delete(reply.id);
      if ("error" in reply) reject(receivedError(reply.error));
      else resolve("device" in reply ? reply.device : reply.result);
    });
    this.#worker.addEventListener("error", ({ message }) => {
      this.#ended = new LoraGenError(`the worker of this page failed: ${message || "its script can't be loaded"}`);
      this.end();
      for (const { reject } of this.#waiting.values()) reject(this.#ended);
      this.#waiting.clear();
    });
  }

  end(): void {
    this.#worker.terminate();
  }

  call(message: PageRequest, transfer: ArrayBuffer[] = []): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#worker.postMessage({ id, message }, transfer);
      this.#waiting.set(id, { resolve, reject });
    });
  }
}
