/** @file ONNX Runtime for browsers: its build for Wasm, its build for WebGPU, and which of them a program gets. */

import { LoraGenError } from "../errors.js";
import type { EmittedModel } from "../graph/index.js";
import { withFallback } from "./fallback.js";
import type { Program } from "./program.js";
import { createSession, ortTypeOf, type OnnxRuntime } from "./session.js";
import { deviceWithoutSubgroups, findAdapter, isSoftware, upload, type GpuAdapter, type GpuDevice } from "./web-gpu.js";

export type Device = "webgpu" | "wasm";

export interface WebRuntime {
  /** What programs of large models that are made now compute on. */
  readonly device: Device;
  createSession(model: EmittedModel): Promise<Program>;
}

/** Bytes of weights from which on `auto` computes on a GPU: with fewer, each operation costs more to start there than to do. */
const largeModel = 64e6;

/** Loads what computes on `device`. More than one thread takes a cross-origin isolated page. */
export async function loadWebRuntime(device: Device | "auto", threads: number): Promise<WebRuntime> {
  if (device === "wasm") return loadWasm(threads);
  const adapter = await findAdapter();
  if (device === "webgpu") {
    if (adapter) return loadGpu(adapter, threads);
    throw new LoraGenError('this browser gives no WebGPU adapter: configure({ device: "wasm" }) computes without');
  }
  return adapter && !isSoftware(adapter) ? chooseEach(() => loadGpu(adapter, threads), threads) : loadWasm(threads);
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
  /** Rejects when the GPU is gone: runs that wait for it would wait for ever. */
  let lost: Promise<never> | undefined;
  return {
    device: "webgpu",
    async createSession(model) {
      // Of its first session on, ONNX Runtime has a device.
      let device: GpuDevice;
      const program = await createSession(
        ort as OnnxRuntime,
        model,
        { executionProviders: [webgpu, "wasm"] },
        (tensor) => {
          const buffer = upload(device, tensor);
          return ort.Tensor.fromGpuBuffer(buffer, {
            dataType: ortTypeOf(tensor.dtype) as "float32",
            dims: tensor.shape,
            dispose: () => buffer.destroy(),
          });
        },
      );
      device = own ?? ((await ort.env.webgpu.device) as unknown as GpuDevice);
      lost ??= rejectionOf(device);
      return { ...program, run: (feeds, options) => Promise.race([program.run(feeds, options), lost!]) };
    },
  };
}

function rejectionOf(device: GpuDevice): Promise<never> {
  const rejection = device.lost.then(({ message }) => {
    throw new LoraGenError(`the GPU was lost (${message || "the browser does not say why"}): load the page again`);
  });
  rejection.catch(() => {}); // it counts in runs only
  return rejection;
}

/** Large models on the GPU, the others in Wasm; all in Wasm once one has failed on the GPU. */
function chooseEach(load: () => Promise<WebRuntime>, threads: number): WebRuntime {
  let device: Device = "webgpu";
  let [gpu, wasm]: (Promise<WebRuntime> | undefined)[] = [];
  const inWasm = async (model: EmittedModel): Promise<Program> =>
    (await (wasm ??= loadWasm(threads))).createSession(model);
  const onGpu = async (model: EmittedModel): Promise<Program> => (await (gpu ??= load())).createSession(model);
  const onFailure = (reason: unknown): void => {
    if (device === "webgpu") console.warn("lora-gen computes in Wasm, since WebGPU failed:", reason);
    device = "wasm";
  };
  return {
    get device() {
      return device;
    },
    createSession: (model) =>
      device === "webgpu" && weightBytes(model) >= largeModel
        ? withFallback(
            () => onGpu(model),
            () => inWasm(model),
            onFailure,
          )
        : inWasm(model),
  };
}

const weightBytes = ({ weights }: EmittedModel): number =>
  [...weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
