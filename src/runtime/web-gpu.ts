/** @file The GPU of a page: whether there is one, and what has to be known of it before ONNX Runtime computes there. */

import type { HostTensor } from "../tensor/host-tensor.js";
import { isSoftware, type Origin } from "./choose-device.js";

/** What is used of WebGPU here: TypeScript's DOM has no types of it. */
export interface GpuAdapter extends Origin {
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  readonly info?: Origin["info"] & { readonly subgroupMinSize?: number };
  requestDevice(wanted: { requiredFeatures: string[]; requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}
export interface GpuDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  createBuffer(of: { size: number; usage: number; mappedAtCreation: boolean }): GpuBuffer;
}
export interface GpuBuffer {
  readonly size: number;
  readonly mapState: "unmapped" | "pending" | "mapped";
  getMappedRange(): ArrayBuffer;
  unmap(): void;
  destroy(): void;
}

export async function findAdapter(): Promise<GpuAdapter | undefined> {
  const { gpu } = navigator as { gpu?: { requestAdapter(options: object): Promise<GpuAdapter | null> } };
  return (await gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(() => null)) ?? undefined;
}

/** Whether there is a GPU; a program on the CPU that acts as one is none. */
export async function hasGpu(): Promise<boolean> {
  const adapter = await findAdapter();
  return adapter !== undefined && !isSoftware(adapter);
}

/** Keys that a subgroup of ONNX Runtime's flash attention takes at a time, at least. */
const leastSubgroup = 8;

/**
 * A device without subgroups, where those of the GPU are smaller than flash attention's shader can do with: it reads the keys
 * of 8 lanes, so that prompts come out wrong with 4. Otherwise none: ONNX Runtime asks for its own, with all it knows to use.
 */
export function deviceWithoutSubgroups(adapter: GpuAdapter): Promise<GpuDevice> | undefined {
  const { info, features, limits } = adapter;
  if (!features.has("subgroups") || (info?.subgroupMinSize ?? leastSubgroup) >= leastSubgroup) return undefined;
  const requiredLimits: Record<string, number> = {};
  for (const name in limits) requiredLimits[name] = limits[name]!;
  return adapter.requestDevice({ requiredFeatures: ["shader-f16"].filter((f) => features.has(f)), requiredLimits });
}

/** GPUBufferUsage's STORAGE, COPY_SRC and COPY_DST, as ONNX Runtime's own buffers have them. */
const usage = 0x80 | 0x4 | 0x8;

/** A copy of a tensor's data on the GPU. */
export function upload(device: GpuDevice, { data }: HostTensor): GpuBuffer {
  const size = Math.max(16, Math.ceil(data.byteLength / 16) * 16);
  const buffer = device.createBuffer({ size, usage, mappedAtCreation: true });
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  buffer.unmap();
  return buffer;
}
