/** @file The weights of a model directory or GGUF file, for tests that change them. */

import { openCheckpoint } from "../src/lm/checkpoint.js";
import { readModel } from "../src/lm/read-weights.js";
import type { TensorMap } from "../src/tensor/host-tensor.js";

export async function weightsOf(source: string): Promise<TensorMap> {
  const checkpoint = await openCheckpoint(source);
  try {
    return (await readModel(checkpoint)).weights;
  } finally {
    await checkpoint.close();
  }
}
