/** @file Generator checkpoints: `generator.json`, `generator.safetensors`, and the two models they belong to. */

import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { z } from "zod";
import { FileError } from "../../errors.js";
import { openCheckpoint, type Checkpoint } from "../../lm/checkpoint.js";
import { parseConfig } from "../../lm/config.js";
import { parseAs } from "../../lm/json-file.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../../tensor/atomic.js";
import { cast, toF32 } from "../../tensor/half.js";
import type { TensorMap } from "../../tensor/host-tensor.js";
import { openSafetensors, writeSafetensors } from "../../tensor/safetensors-file.js";
import { bufferShapes, parameterShapes } from "./parameters.js";
import { dimensions, type Dimensions, type GeneratorSettings } from "./settings.js";

const formatVersion = 1;
const fileName = "generator.json";
export const tensorsFile = "generator.safetensors";
const projection = z.enum(["q", "k", "v", "o", "gate", "up", "down"]);

const base = z.object({
  /** Path relative to the generator's directory, or absolute. */
  path: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const schema = z.object({
  formatVersion: z.literal(formatVersion),
  cloud: base,
  edge: base,
  settings: z.object({
    experts: z.number().int().positive(),
    topK: z.number().int().positive(),
    rank: z.number().int().positive(),
    alpha: z.number().positive(),
    mix: z.enum(["factors", "products"]),
    router: z.enum(["keep-top-k", "gumbel-top-k", "linear"]),
    routes: z.enum(["layer", "projection"]),
    targets: z.array(projection).min(1),
    cloudTargets: z.array(projection),
    cloudRank: z.number().int().positive(),
    cloudAlpha: z.number().positive(),
  }),
  /** How a system prompt becomes the cloud model's input: its chat template's system message. */
  promptFormat: z.literal("chat-system"),
  /** What made it: recipe, steps, figures. */
  training: z.record(z.string(), z.unknown()).optional(),
});

export type GeneratorFile = z.infer<typeof schema>;

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
  // Relative, so that the models are found again when the directory above them all moves.
  const reference = async (model: Checkpoint) => ({
    path: relative(resolve(directory), resolve(model.source)),
    sha256: await model.hash(),
  });
  const file: GeneratorFile = {
    formatVersion,
    cloud: await reference(cloud),
    edge: await reference(edge),
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
 * Opens a generator directory. Throws a `FileError` that names the file, and the field, tensor or hash, if something
 * is missing, of another shape, not a number, or if a base model is not the one the generator was trained on.
 */
export async function openGenerator(directory: string): Promise<GeneratorCheckpoint> {
  const file = await readGeneratorFile(directory);
  const open = async (role: "cloud" | "edge"): Promise<Checkpoint> => {
    const { sha256 } = file[role];
    const model = await openCheckpoint(modelPath(directory, file, role));
    const found = await model.hash();
    if (found === sha256) return model;
    await model.close();
    throw new FileError(
      model.source,
      `is not the ${role} model that ${join(directory, fileName)} was trained on: its hash is ${found}, expected ${sha256}`,
    );
  };
  const opened: Checkpoint[] = [];
  try {
    for (const role of ["cloud", "edge"] as const) opened.push(await open(role));
    const [cloud, edge] = opened as [Checkpoint, Checkpoint];
    const d = dimensions(file.settings, parseConfig(cloud.config, cloud.source), parseConfig(edge.config, edge.source));
    return { directory, file, dimensions: d, cloud, edge, tensors: await readTensors(directory, d) };
  } catch (error) {
    await Promise.all(opened.map((model) => model.close()));
    throw error;
  }
}

/** `generator.json` alone. Throws a `FileError` that names the field at fault. */
export async function readGeneratorFile(directory: string): Promise<GeneratorFile> {
  const path = join(directory, fileName);
  return parseAs(
    schema,
    path,
    await readFile(path, "utf8").catch((cause: unknown) => {
      throw new FileError(directory, "is no generator: it has no generator.json", { cause });
    }),
  );
}

/** Where a generator's cloud or edge model is. */
export const modelPath = (directory: string, file: GeneratorFile, role: "cloud" | "edge"): string =>
  isAbsolute(file[role].path) ? file[role].path : join(directory, file[role].path);

async function readTensors(directory: string, d: Dimensions): Promise<TensorMap> {
  const path = join(directory, tensorsFile);
  const file = await openSafetensors(path);
  try {
    const tensors: TensorMap = {};
    for (const [name, shape] of Object.entries({ ...parameterShapes(d), ...bufferShapes(d) })) {
      if (!file.names.includes(name)) throw new FileError(path, `${name} is missing`);
      const found = file.info(name).shape;
      if (found.join() !== shape.join())
        throw new FileError(path, `${name} has shape [${found.join(", ")}], expected [${shape.join(", ")}]`);
      const value = toF32(await file.read(name));
      if (!value.data.every(Number.isFinite)) throw new FileError(path, `${name} holds numbers that are not finite`);
      tensors[name] = value;
    }
    return tensors;
  } finally {
    await file.close();
  }
}
