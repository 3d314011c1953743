/** @file How a checkpoint names the models it was trained on, and finds them again. */

import { isAbsolute, join, relative, resolve } from "node:path";
import { z } from "zod";
import { FileError } from "../errors.js";
import { pinned } from "../hub/resolve.js";
import { openCheckpoint, type Checkpoint } from "../lm/checkpoint.js";
import { toF32 } from "../tensor/half.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { openSafetensors } from "../tensor/safetensors-file.js";

export type Role = "cloud" | "edge";

export const baseModel = z.object({
  /** Path relative to the checkpoint's directory, or absolute, or a repository of the Hub: `hf://org/name@commit`. */
  path: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type BaseModel = z.infer<typeof baseModel>;

/** A model as a checkpoint in `directory` names it: by a relative path, so that both may move together, and by its hash. */
export const baseModelOf = async (directory: string, model: Checkpoint): Promise<BaseModel> => ({
  path: (await pinned(model.source)) ?? relative(resolve(directory), resolve(model.source)),
  sha256: await model.hash(),
});

/** Where a checkpoint's model is. */
export const pathOf = (directory: string, { path }: BaseModel): string =>
  isAbsolute(path) || path.startsWith("hf://") ? path : join(directory, path);

/** Opens the model that `file` in `directory` names. Throws a `FileError` with both hashes if another one is there. */
export async function openBaseModel(directory: string, file: string, role: Role, base: BaseModel): Promise<Checkpoint> {
  const model = await openCheckpoint(pathOf(directory, base));
  const found = await model.hash();
  if (found === base.sha256) return model;
  await model.close();
  throw new FileError(
    model.source,
    `is not the ${role} model that ${join(directory, file)} was trained on: its hash is ${found}, expected ${base.sha256}`,
  );
}

/** Trained tensors, f32. Throws a `FileError` that names the one which is missing, of another shape, or not a number. */
export async function readTrained(path: string, shapes: Record<string, readonly number[]>): Promise<TensorMap> {
  const file = await openSafetensors(path);
  try {
    const tensors: TensorMap = {};
    for (const [name, shape] of Object.entries(shapes)) {
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
