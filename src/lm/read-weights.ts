/** @file A model's weights into memory, checked against its configuration. */

import { FileError } from "../errors.js";
import { toF32 } from "../tensor/half.js";
import { allFinite, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import type { Checkpoint } from "./checkpoint-common.js";
import { parseConfig, type DecoderConfig } from "./config.js";
import { weightShapes } from "./weights.js";

/** Reads one weight by name, as f32. */
export type ReadWeight = (name: string) => Promise<HostTensor<"f32">>;

/** Reads weights that the decoder needs. Throws a `FileError` for one that is missing, of another shape, or not finite. */
export function weightReader(checkpoint: Checkpoint, config: DecoderConfig): ReadWeight {
  const shapes = weightShapes(config);
  return async (name) => {
    const shape = shapes[name]!;
    if (!checkpoint.names.includes(name)) throw new FileError(checkpoint.source, `${name} is missing`);
    const found = checkpoint.info(name).shape;
    if (found.join() !== shape.join())
      throw new FileError(
        checkpoint.source,
        `${name} has shape [${found.join(", ")}], expected [${shape.join(", ")}] by config.json`,
      );
    const value = toF32(await checkpoint.read(name));
    if (!allFinite(value.data)) throw new FileError(checkpoint.source, `${name} holds numbers that are not finite`);
    return value;
  };
}

/** Every weight that the decoder needs, as f32. Throws a `FileError` as `weightReader` does. */
export async function readWeights(checkpoint: Checkpoint, config: DecoderConfig): Promise<TensorMap> {
  const read = weightReader(checkpoint, config);
  const weights: TensorMap = {};
  for (const name of Object.keys(weightShapes(config))) weights[name] = await read(name);
  return weights;
}

/** A model's configuration, and every weight that it needs. Throws a `FileError` as `weightReader` does. */
export async function readModel(checkpoint: Checkpoint): Promise<{ config: DecoderConfig; weights: TensorMap }> {
  const config = parseConfig(checkpoint.config, checkpoint.source);
  return { config, weights: await readWeights(checkpoint, config) };
}
