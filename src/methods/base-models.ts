/** @file How a checkpoint names the models it was trained on, and finds them again. */

import { isAbsolute, join, relative, resolve } from "node:path";
import { FileError } from "../errors.js";
import { pinned } from "../hub/resolve.js";
import { openCheckpoint, type Checkpoint } from "../lm/checkpoint.js";
import { exists } from "../tensor/exists.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { openSafetensors } from "../tensor/safetensors-file.js";
import { checkTrained, wrongModel, type BaseModel, type Role } from "./base-model.js";

const hubScheme = "hf://";

export { baseModel, type BaseModel, type Role } from "./base-model.js";

/** A model as a checkpoint in `directory` names it: by a relative path, so that both may move together, and by its hash. */
export const baseModelOf = async (directory: string, model: Checkpoint): Promise<BaseModel> => ({
  path: (await pinned(model.source)) ?? relative(resolve(directory), resolve(model.source)),
  sha256: await model.hash(),
});

/** Where a checkpoint's model is. */
export const pathOf = (directory: string, { path }: BaseModel): string =>
  isAbsolute(path) || path.startsWith(hubScheme) ? path : join(directory, path);

/** Opens the model that `file` in `directory` names. Throws a `FileError` if none is there, with both hashes if another one is. */
export async function openBaseModel(directory: string, file: string, role: Role, base: BaseModel): Promise<Checkpoint> {
  const path = pathOf(directory, base);
  if (!path.startsWith(hubScheme) && !(await exists(path)))
    throw new FileError(
      path,
      `is not there; ${join(directory, file)} needs the ${role} model that it was trained on here`,
    );
  const model = await openCheckpoint(path);
  const found = await model.hash();
  if (found === base.sha256) return model;
  await model.close();
  throw wrongModel(model.source, join(directory, file), role, { found, expected: base.sha256 });
}

/** Trained tensors, f32. Throws a `FileError` as `checkTrained` does. */
export async function readTrained(path: string, shapes: Record<string, readonly number[]>): Promise<TensorMap> {
  const file = await openSafetensors(path);
  try {
    return await checkTrained(file, path, shapes);
  } finally {
    await file.close();
  }
}
