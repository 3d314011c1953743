/** @file How large tensors are: on the disk, and loaded. */

import type { DecoderConfig } from "../lm/config.js";
import { weightShapes } from "../lm/weights.js";
import { elementCount } from "../tensor/host-tensor.js";
import { openSafetensors } from "../tensor/safetensors-file.js";
import { byteLength, type TensorSource } from "../tensor/source.js";
import type { Stored } from "./reports.js";

export function count(source: TensorSource): Stored {
  const infos = source.names.map((name) => source.info(name));
  const byDtype = new Map<string, number>();
  for (const info of infos) byDtype.set(info.dtype, (byDtype.get(info.dtype) ?? 0) + elementCount(info.shape));
  return {
    parameters: infos.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    bytes: infos.reduce((sum, info) => sum + byteLength(info), 0),
    dtypes: [...byDtype].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype),
  };
}

export async function countFile(path: string): Promise<Stored> {
  const file = await openSafetensors(path);
  try {
    return count(file);
  } finally {
    await file.close();
  }
}

/** Weights are held by us, by the session, and in part packed for its kernels: measured with SmolLM2-135M. */
const copies = 2.6;
/** Bytes of tensors in use, by their shapes. */
export const inMemory = (shapes: Record<string, readonly number[]>): number =>
  Object.values(shapes).reduce((sum, shape) => sum + 4 * copies * elementCount(shape), 0);

/** Keys and values of the whole context; each step makes the grown cache beside the old one. */
export const modelMemory = (c: DecoderConfig): number =>
  inMemory(weightShapes(c)) + 2 * 4 * 2 * c.layers * c.keyValueHeads * c.headWidth * c.positions;
