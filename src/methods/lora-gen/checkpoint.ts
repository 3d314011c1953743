/** @file Generator checkpoints: `generator.json`, `generator.safetensors`, and the two models they belong to. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "../../errors.js";
import { localPath } from "../../hub/resolve.js";
import type { Checkpoint } from "../../lm/checkpoint.js";
import { parseConfig } from "../../lm/config.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../../tensor/atomic.js";
import { cast } from "../../tensor/half.js";
import type { TensorMap } from "../../tensor/host-tensor.js";
import { writeSafetensors } from "../../tensor/safetensors-file.js";
import { baseModelOf, openBaseModel, pathOf, readTrained, type Role } from "../base-models.js";
import { fileName, formatVersion, parseGeneratorFile, tensorsFile, type GeneratorFile } from "./generator-file.js";
import { bufferShapes, parameterShapes } from "./parameters.js";
import { dimensions, type Dimensions, type GeneratorSettings } from "./settings.js";

export { tensorsFile, type GeneratorFile } from "./generator-file.js";

/** A generator as it lies on the disk, its models opened but not read. */
export interface GeneratorCheckpoint {
  directory: string;
  file: GeneratorFile;
  dimensions: Dimensions;
  cloud: Checkpoint;
  edge: Checkpoint;
  /** Trained tensors and running statistics, f32. */
  tensors: TensorMap;
}

/** Writes a generator directory; `cloud` and `edge` are paths of the models it was trained on. */
export async function saveGenerator(
  directory: string,
  generator: {
    settings: GeneratorSettings;
    cloud: Checkpoint;
    edge: Checkpoint;
    tensors: TensorMap;
    training?: Record<string, unknown>;
    dtype?: "f32" | "f16";
  },
): Promise<void> {
  const { settings, cloud, edge, tensors, training, dtype = "f16" } = generator;
  const file: GeneratorFile = {
    formatVersion,
    cloud: await baseModelOf(directory, cloud),
    edge: await baseModelOf(directory, edge),
    settings: { ...settings, targets: [...settings.targets], cloudTargets: [...settings.cloudTargets] },
    promptFormat: "chat-system",
    ...(training ? { training } : {}),
  };
  await writeDirectoryAtomic(directory, async (temporary) => {
    const stored = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, cast(t, dtype)]));
    await writeSafetensors(join(temporary, tensorsFile), stored, { format: "pt" });
    await writeFileAtomic(join(temporary, fileName), `${JSON.stringify(file, null, 2)}\n`);
  });
}

/**
 * Opens a generator: a directory, or a repository of the Hub. Throws a `FileError` that names the file, and the field,
 * tensor or hash, if something is missing, of another shape, not a number, or if a base model is not the one the
 * generator was trained on.
 */
export async function openGenerator(source: string): Promise<GeneratorCheckpoint> {
  const directory = await localPath(source);
  const file = await readGeneratorFile(directory);
  const opened: Checkpoint[] = [];
  try {
    for (const role of ["cloud", "edge"] as const)
      opened.push(await openBaseModel(directory, fileName, role, file[role]));
    const [cloud, edge] = opened as [Checkpoint, Checkpoint];
    const d = dimensions(file.settings, parseConfig(cloud.config, cloud.source), parseConfig(edge.config, edge.source));
    return { directory, file, dimensions: d, cloud, edge, tensors: await readTensors(directory, d) };
  } catch (error) {
    await Promise.all(opened.map((model) => model.close()));
    throw error;
  }
}

/** `generator.json` alone. Throws a `FileError` that names the field at fault. */
export async function readGeneratorFile(source: string): Promise<GeneratorFile> {
  const directory = await localPath(source);
  const path = join(directory, fileName);
  return parseGeneratorFile(
    path,
    await readFile(path, "utf8").catch((cause: unknown) => {
      throw new FileError(directory, "is no generator: it has no generator.json", { cause });
    }),
  );
}

/** Where the cloud or edge model of a generator in `directory` is: a path, or a repository of the Hub. */
export const modelPath = (directory: string, file: GeneratorFile, role: Role): string => pathOf(directory, file[role]);

/** Its tensors, of the shapes that settings and models of `d` need; its own models need not be there. Throws as `openGenerator`. */
export const readTensors = async (source: string, d: Dimensions): Promise<TensorMap> =>
  readTrained(join(await localPath(source), tensorsFile), { ...parameterShapes(d), ...bufferShapes(d) });
