/** @file Trained methods on the disk: `method.json`, `method.safetensors`, and the models they belong to. */

import { join } from "node:path";
import { z } from "zod";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import type { Checkpoint } from "../lm/checkpoint.js";
import { parseAs, readTextIfPresent } from "../lm/json-file.js";
import { readModel } from "../lm/read-weights.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { cast } from "../tensor/half.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { writeSafetensors } from "../tensor/safetensors-file.js";
import { baseModel, baseModelOf, openBaseModel, readTrained } from "./base-models.js";
import type { Base, MadeMethod, MethodKind } from "./kind.js";
import { kindOf, methodKinds, type SavedMethodName } from "./kinds.js";

const formatVersion = 1;
export const methodFile = "method.json";
export const methodTensorsFile = "method.safetensors";
const names = methodKinds.map(({ name }) => name) as [SavedMethodName, ...SavedMethodName[]];

const schema = z.object({
  formatVersion: z.literal(formatVersion),
  method: z.enum(names),
  edge: baseModel,
  /** Of methods that read prompts with it. */
  cloud: baseModel.optional(),
  /** As of a recipe, every default told. */
  settings: z.record(z.string(), z.unknown()),
  /** How a system prompt is written for the model that reads it: its chat template's system message. */
  promptFormat: z.literal("chat-system"),
  /** What made it: recipe, steps, figures. */
  training: z.record(z.string(), z.unknown()).optional(),
});

export type MethodFile = z.infer<typeof schema>;

/** Writes a method directory in half precision; `edge` and `cloud` are the models it was trained on. */
export async function saveMethod(
  directory: string,
  saved: {
    method: SavedMethodName;
    settings: object;
    edge: Checkpoint;
    cloud?: Checkpoint | undefined;
    tensors: TensorMap;
    training?: Record<string, unknown>;
  },
): Promise<void> {
  const { method, settings, edge, cloud, tensors, training } = saved;
  const file: MethodFile = {
    formatVersion,
    method,
    edge: await baseModelOf(directory, edge),
    ...(cloud ? { cloud: await baseModelOf(directory, cloud) } : {}),
    settings: { ...settings },
    promptFormat: "chat-system",
    ...(training ? { training } : {}),
  };
  await writeDirectoryAtomic(directory, async (temporary) => {
    const stored = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, cast(t, "f16")]));
    await writeSafetensors(join(temporary, methodTensorsFile), stored, { format: "pt" });
    await writeFileAtomic(join(temporary, methodFile), `${JSON.stringify(file, null, 2)}\n`);
  });
}

/** A method as it lies on the disk, its models opened but not read. */
export interface OpenMethod {
  kind: MethodKind;
  file: MethodFile;
  edge: Checkpoint;
  cloud?: Checkpoint;
  /** Reads the tensors, and the models unless given, and makes the method. */
  load(given?: { edge?: Base }): Promise<MadeMethod & { tensors: TensorMap }>;
  close(): Promise<void>;
}

/** `method.json` of a directory or a repository of the Hub, or undefined where there is none. Throws a `FileError` that names the field at fault. */
export async function readMethodFile(source: string): Promise<MethodFile | undefined> {
  const path = join(await localPath(source), methodFile);
  const text = await readTextIfPresent(path);
  if (text === undefined) return undefined;
  const file = parseAs(schema, path, text);
  const { settings, reader } = kindOf(file.method);
  parseAs(z.object({ settings, ...(reader === "cloud" ? { cloud: baseModel } : {}) }), path, text);
  return file;
}

/**
 * Opens a method: a directory, or a repository of the Hub. Throws a `FileError` that names the file, and the field, tensor or hash, if something is
 * missing, of another shape, not a number, or if a base model is not the one it was trained on.
 */
export async function openMethod(source: string): Promise<OpenMethod> {
  const directory = await localPath(source);
  const file = await readMethodFile(directory);
  if (!file) throw new FileError(directory, `is no trained method: it has no ${methodFile}`);
  const kind = kindOf(file.method);
  const edge = await openBaseModel(directory, methodFile, "edge", file.edge);
  const cloud =
    file.cloud &&
    (await openBaseModel(directory, methodFile, "cloud", file.cloud).catch(async (error: unknown) => {
      await edge.close();
      throw error;
    }));
  return {
    kind,
    file,
    edge,
    ...(cloud ? { cloud } : {}),
    async load(given = {}) {
      const models = {
        edge: given.edge ?? (await readModel(edge)),
        ...(cloud ? { cloud: await readModel(cloud) } : {}),
      };
      const made = kind.make(file.settings, models);
      return { ...made, tensors: await readTrained(join(directory, methodTensorsFile), made.method.parameters) };
    },
    async close() {
      await edge.close();
      await cloud?.close();
    },
  };
}
