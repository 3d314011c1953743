/** @file A model's weights into memory, checked against its configuration. */

import { FileError } from "../errors.js";
import { toF32 } from "../tensor/half.js";
import { allFinite, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import type { PackedMatrix } from "../tensor/packed.js";
import type { Checkpoint } from "./checkpoint-common.js";
import { parseConfig, type DecoderConfig } from "./config.js";
import { weightShapes } from "./weights.js";

/** Reads one weight by name, as f32. */
export type ReadWeight = (name: string) => Promise<HostTensor<"f32">>;

/** Reads one weight by name as the file holds it; undefined for one that `Checkpoint.readPacked` has none of. */
export type ReadPackedWeight = (name: string, bits?: PackedMatrix["bits"]) => Promise<PackedMatrix | undefined>;

/** Reads weights that the decoder needs. Throws a `FileError` for one that is missing, of another shape, or not finite. */
export function weightReader(checkpoint: Checkpoint, config: DecoderConfig): ReadWeight {
  const { place, finite } = checks(checkpoint, config);
  return async (name) => {
    place(name);
    const value = toF32(await checkpoint.read(name));
    finite(name, value);
    return value;
  };
}

/** Reads weights that the decoder needs in the blocks they are stored in. Throws a `FileError` as `weightReader` does. */
export function packedReader(checkpoint: Checkpoint, config: DecoderConfig): ReadPackedWeight {
  const { place, finite } = checks(checkpoint, config);
  return async (name, bits) => {
    place(name);
    const packed = await checkpoint.readPacked?.(name, bits);
    for (const part of [packed?.scales, packed?.offsets]) if (part) finite(name, part);
    return packed;
  };
}

/** What is checked of a weight: before it is read, and after. */
function checks(checkpoint: Checkpoint, config: DecoderConfig) {
  const { source } = checkpoint;
  const shapes = weightShapes(config);
  return {
    place(name: string): void {
      if (!checkpoint.names.includes(name)) throw new FileError(source, `${name} is missing`);
      const [found, expected] = [checkpoint.info(name).shape, shapes[name]!].map((shape) => shape.join(", "));
      if (found !== expected)
        throw new FileError(source, `${name} has shape [${found}], expected [${expected}] by config.json`);
    },
    finite(name: string, { data }: HostTensor<"f32">): void {
      if (!allFinite(data)) throw new FileError(source, `${name} holds numbers that are not finite`);
    },
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
