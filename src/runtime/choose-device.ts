/** @file What each program of a page computes on, where there is a GPU and it may be chosen. */

import { hasInt8Products, type EmittedModel } from "../graph/index.js";
import { withFallback } from "./fallback.js";
import type { Program } from "./program.js";

export type Device = "webgpu" | "wasm";

export interface WebRuntime {
  /** What programs of large models that are made now compute on. */
  readonly device: Device;
  createSession(model: EmittedModel): Promise<Program>;
}

/** Where an adapter of WebGPU tells what it is. */
export interface Origin {
  /** Older browsers have none. */
  readonly info?: { readonly isFallbackAdapter?: boolean };
  /** Where they have it. */
  readonly isFallbackAdapter?: boolean;
}

/** Whether it is a program on the CPU that acts as a GPU: slower than Wasm, which is made for CPUs. */
export const isSoftware = ({ info, isFallbackAdapter }: Origin): boolean =>
  info?.isFallbackAdapter ?? isFallbackAdapter ?? false;

/**
 * Bytes of bound weights from which on a model is large. With fewer, reading them takes a CPU no longer than it takes to start a
 * GPU's operations and to wait for what they put out.
 */
export const largeModel = 64e6;

/**
 * Large models on the GPU, but for those with products of 8 bits; these and the others in Wasm, and all once one has failed on the
 * GPU. Both are loaded when first needed.
 */
export function chooseEach(loadGpu: () => Promise<WebRuntime>, loadWasm: () => Promise<WebRuntime>): WebRuntime {
  let device: Device = "webgpu";
  let [gpu, wasm]: (Promise<WebRuntime> | undefined)[] = [];
  const onGpu = async (model: EmittedModel): Promise<Program> => (await (gpu ??= loadGpu())).createSession(model);
  const inWasm = async (model: EmittedModel): Promise<Program> => (await (wasm ??= loadWasm())).createSession(model);
  const onFailure = (reason: unknown): void => {
    // eslint-disable-next-line no-console -- the page goes on; whoever looks why it is slow looks there
    if (device === "webgpu") console.warn("lora-gen goes on in Wasm, since WebGPU failed:", reason);
    device = "wasm";
  };
  return {
    get device() {
      return device;
    },
    createSession: (model) =>
      device === "webgpu" && weightBytes(model) >= largeModel && !hasInt8Products(model)
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
