/** @file ONNX Runtime for browsers: its build for Wasm and its build for WebGPU, each loaded when it is wanted. */

import { LoraGenError } from "../errors.js";
import { chooseEach, isSoftware, type Device, type WebRuntime } from "./choose-device.js";
import { createSession, ortTypeOf, type Place } from "./session.js";
import { deviceWithoutSubgroups, findAdapter, upload, type GpuAdapter, type GpuDevice } from "./web-gpu.js";

/** Loads what computes on `device`. More than one thread takes a cross-origin isolated page. */
export async function loadWebRuntime(device: Device | "auto", threads: number): Promise<WebRuntime> {
  if (device === "wasm") return loadWasm(threads);
  const adapter = await findAdapter();
  if (device === "webgpu") {
    if (adapter) return loadGpu(adapter, threads);
    throw new LoraGenError('this browser gives no WebGPU adapter: configure({ device: "wasm" }) computes without');
  }
  return adapter && !isSoftware(adapter)
    ? chooseEach(
        () => loadGpu(adapter, threads),
        () => loadWasm(threads),
      )
    : loadWasm(threads);
}

async function loadWasm(threads: number): Promise<WebRuntime> {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  return { device: "wasm", createSession: (model) => createSession(ort, model, { executionProviders: ["wasm"] }) };
}

async function loadGpu(adapter: GpuAdapter, threads: number): Promise<WebRuntime> {
  const ort = await import("onnxruntime-web/webgpu");
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  const own = await deviceWithoutSubgroups(adapter);
  const webgpu = { name: "webgpu", ...(own && { device: own }) };
  /** ONNX Runtime's from its first session on. */
  let device = own;
  if (own) watch(own);
  const onGpu: Place = (tensor) => {
    const buffer = upload(device!, tensor);
    const dataType = ortTypeOf(tensor.dtype) as "float32";
    return ort.Tensor.fromGpuBuffer(buffer, { dataType, dims: tensor.shape, dispose: () => buffer.destroy() });
  };
  return {
    device: "webgpu",
    async createSession(model) {
      const program = await createSession(ort, model, { executionProviders: [webgpu, "wasm"] }, onGpu);
      if (!device) watch((device = (await ort.env.webgpu.device) as GpuDevice));
      return program;
    },
  };
}

/** ONNX Runtime waits for ever for a GPU that is gone: the worker fails as a whole. */
function watch({ lost }: GpuDevice): void {
  void lost.then(({ message }) => {
    reportError(
      new LoraGenError(`the GPU was lost (${message || "the browser does not say why"}): load the page again`),
    );
  });
}
