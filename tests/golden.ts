/** @file Values from PyTorch and Hugging Face, made by golden/generate.py. */

import { fileURLToPath } from "node:url";
import { openSafetensors } from "../src/tensor/safetensors-file.js";
import type { TensorMap } from "../src/tensor/host-tensor.js";

export const golden = (path: string): string => fileURLToPath(new URL(`golden/${path}`, import.meta.url));

export async function readGolden(path: string): Promise<TensorMap> {
  const file = await openSafetensors(golden(path));
  try {
    return await file.readAll();
  } finally {
    await file.close();
  }
}
