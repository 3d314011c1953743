/** @file ONNX Runtime for browsers: loaded when the first session is made, for one device. */

import type { EmittedModel } from "../graph/index.js";
import type { Program } from "./program.js";
import { createSession } from "./session.js";

export type Device = "webgpu" | "wasm";

export interface WebRuntime {
  device: Device;
  /** Of Wasm; they are fixed when the first session is made. */
  threads: number;
  createSession(model: EmittedModel): Promise<Program>;
}

/** Loads ONNX Runtime. More than one thread takes a cross-origin isolated page. */
export async function loadWebRuntime(device: Device, threads: number): Promise<WebRuntime> {
  const ort = device === "webgpu" ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  const executionProviders = device === "webgpu" ? ["webgpu", "wasm"] : ["wasm"];
  return {
    device,
    threads,
    createSession: (model) => createSession(ort, model, { executionProviders }),
  };
}
