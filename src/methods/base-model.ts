/** @file The models that a checkpoint was trained on, and its own tensors, checked. */

import { z } from "zod";
import { FileError } from "../errors.js";
import { toF32 } from "../tensor/half.js";
import { allFinite, type TensorMap } from "../tensor/host-tensor.js";
import type { TensorSource } from "../tensor/source.js";

export type Role = "cloud" | "edge";

export const baseModel = z.object({
  /** Path relative to the checkpoint's directory, or absolute, or a repository of the Hub: `hf://org/name@commit`. */
  path: z.string().min(1).max(1024),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type BaseModel = z.infer<typeof baseModel>;

/** Another model than the one that `file` was trained on is at `source`. */
export const wrongModel = (
  source: string,
  file: string,
  role: Role,
  { found, expected }: { found: string; expected: string },
): FileError =>
  new FileError(
    source,
    `is not the ${role} model that ${file} was trained on: its hash is ${found}, expected ${expected}`,
  );

/** Trained tensors, f32. Throws a `FileError` that names the one which is missing, of another shape, or not a number. */
export async function checkTrained(
  source: TensorSource,
  file: string,
  shapes: Record<string, readonly number[]>,
): Promise<TensorMap> {
  const tensors: TensorMap = {};
  for (const [name, shape] of Object.entries(shapes)) {
    if (!source.names.includes(name)) throw new FileError(file, `${name} is missing`);
    const found = source.info(name).shape;
    if (found.join() !== shape.join())
      throw new FileError(file, `${name} has shape [${found.join(", ")}], expected [${shape.join(", ")}]`);
    const value = toF32(await source.read(name));
    if (!allFinite(value.data)) throw new FileError(file, `${name} holds numbers that are not finite`);
    tensors[name] = value;
  }
  return tensors;
}
