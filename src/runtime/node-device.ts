/** @file Where programs compute in Node: on the CPU, unless `LORA_GEN_DEVICE` names another device. */

import { InputError, LoraGenError } from "../errors.js";

const devices = ["cpu", "cuda", "webgpu"] as const;
export type NodeDevice = (typeof devices)[number];

/** Throws an `InputError` for a device that there is none of. */
export function namedDevice(): NodeDevice {
  const name = process.env["LORA_GEN_DEVICE"] ?? "";
  if (name === "") return "cpu";
  const device = devices.find((each) => each === name);
  if (!device) throw new InputError(`LORA_GEN_DEVICE is "${name}": it can be ${devices.join(", ")}`);
  return device;
}

const needs: Record<Exclude<NodeDevice, "cpu">, string> = {
  cuda: 'an NVIDIA driver, and the libraries that docs/install.md names under "CUDA"',
  webgpu: "a GPU with a Vulkan, Metal or Direct3D 12 driver",
};

/**
 * Makes a session on a device, or says what keeps it from there: who names a device does not want another one's speed.
 * Operations that ONNX Runtime has no kernel of for the device are computed on the CPU.
 */
export async function onDevice<T>(device: NodeDevice, create: () => Promise<T>): Promise<T> {
  if (device === "cpu") return create();
  try {
    return await create();
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new LoraGenError(
      `LORA_GEN_DEVICE=${device} needs ${needs[device]}; ONNX Runtime says: ${lastLine(problem)}`,
      { cause },
    );
  }
}

/** Behind the place in its source, ONNX Runtime says what was wrong. */
const lastLine = (message: string): string => message.trim().split("\n").at(-1)!.trim().slice(-300);
