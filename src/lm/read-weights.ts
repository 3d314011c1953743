/** @file A model's weights into memory, checked against its configuration. */

import { FileError } from "../errors.js";
import { toF32 } from "../tensor/half.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Checkpoint } from "./checkpoint.js";
import type { DecoderConfig } from "./config.js";
import { weightShapes } from "./weights.js";

/** Every weight that the decoder needs, as f32. Throws a `FileError` for one that is missing, of another shape, or not finite. */
export async function readWeights(checkpoint: Checkpoint, config: DecoderConfig): Promise<TensorMap> {
  const weights: TensorMap = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    if (!checkpoint.names.includes(name)) throw new FileError(checkpoint.source, `${name} is missing`);
    const found = checkpoint.info(name).shape;
    if (found.join() !== shape.join())
      throw new FileError(
        checkpoint.source,
        `${name} has shape [${found.join(", ")}], expected [${shape.join(", ")}] by config.json`,
      );
    const value = toF32(await checkpoint.read(name));
    if (!value.data.every(Number.isFinite))
      throw new FileError(checkpoint.source, `${name} holds numbers that are not finite`);
    weights[name] = value;
  }
  return weights;
}
