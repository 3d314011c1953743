/** @file What a generator's training starts from: first values, or a generator that is there. */

import { join } from "node:path";
import { FileError } from "../../errors.js";
import { localPath } from "../../hub/resolve.js";
import { openCheckpoint, type Checkpoint } from "../../lm/checkpoint.js";
import { parseConfig } from "../../lm/config.js";
import { readWeights } from "../../lm/read-weights.js";
import { moduleNames } from "../../lm/weights.js";
import type { TensorMap } from "../../tensor/host-tensor.js";
import { Random } from "../../tensor/random.js";
import { readGeneratorFile, readTensors, saveGenerator, tensorsFile } from "./checkpoint.js";
import { deepenGenerator, shallowerDimensions } from "./deepen.js";
import { bufferShapes, initialBuffers, initialParameters } from "./parameters.js";
import { dimensions, paperSettings, type Dimensions, type GeneratorSettings } from "./settings.js";

export interface Start {
  parameters: TensorMap;
  /** Running statistics. */
  buffers: TensorMap;
}

/** First values, the same for a seed; `cloud` are the cloud model's weights. */
export function firstValues(d: Dimensions, cloud: TensorMap, seed: number): Start {
  const embeddings = cloud[`${moduleNames(d.cloud).embedding}.weight`]!.data as Float32Array;
  return { parameters: initialParameters(d, embeddings, new Random(`${seed} generator`)), buffers: initialBuffers(d) };
}

/**
 * The values of the generator `from`, which must have the same settings and models; with `otherModels` these may be
 * others, trained on or deepened since (`deepenGenerator`). Its own are not opened. Throws a `FileError` that names what
 * differs.
 */
export async function valuesOf(
  from: string,
  d: Dimensions,
  models: { cloud: Checkpoint; edge: Checkpoint },
  otherModels = false,
): Promise<Start> {
  const file = await readGeneratorFile(from);
  for (const [name, value] of Object.entries(d.settings)) {
    const found = file.settings[name as keyof typeof file.settings];
    if (JSON.stringify(found) !== JSON.stringify(value))
      throw new FileError(
        from,
        `can't be gone on from: its ${name} is ${JSON.stringify(found)}, the recipe's ${JSON.stringify(value)}; make them the same`,
      );
  }
  for (const role of ["cloud", "edge"] as const)
    if (!otherModels && file[role].sha256 !== (await models[role].hash()))
      throw new FileError(
        from,
        `can't be gone on from: it is for another ${role} model than ${models[role].source}; otherModels: true adapts it to this one`,
      );
  const own = otherModels ? await shallowerDimensions(join(await localPath(from), tensorsFile), d) : d;
  const tensors = deepenGenerator(await readTensors(from, own), own, d);
  const buffers = Object.fromEntries(Object.keys(bufferShapes(d)).map((name) => [name, tensors[name]!]));
  return {
    parameters: Object.fromEntries(Object.entries(tensors).filter(([name]) => !(name in buffers))),
    buffers,
  };
}

export interface InitOptions {
  /** Directories, GGUF files or repositories of the Hub. */
  cloud: string;
  edge: string;
  /** Those of the paper, unless told. */
  settings?: Partial<GeneratorSettings>;
  /** Training with the same seed starts from the same values. */
  seed?: number;
  /** Rejects with its reason, and leaves what was there. */
  signal?: AbortSignal | undefined;
}

/** Writes a generator that has learnt nothing: its adapters change nothing. Throws an `InputError` for settings that don't fit. */
export async function initGenerator(
  directory: string,
  { cloud: cloudSource, edge: edgeSource, settings: chosen, seed = 0, signal }: InitOptions,
): Promise<Dimensions> {
  const cloud = await openCheckpoint(cloudSource);
  try {
    const edge = await openCheckpoint(edgeSource);
    try {
      const [cloudConfig, edgeConfig] = [
        parseConfig(cloud.config, cloud.source),
        parseConfig(edge.config, edge.source),
      ];
      const settings = { ...paperSettings(edgeConfig), ...chosen };
      const d = dimensions(settings, cloudConfig, edgeConfig);
      const { parameters, buffers } = firstValues(d, await readWeights(cloud, cloudConfig), seed);
      signal?.throwIfAborted();
      // In full precision: it is there to be trained.
      await saveGenerator(directory, { settings, cloud, edge, tensors: { ...parameters, ...buffers }, dtype: "f32" });
      return d;
    } finally {
      await edge.close();
    }
  } finally {
    await cloud.close();
  }
}
