/** @file Gates files (Node). */

import { writeFileAtomic } from "../../tensor/atomic.js";
import { openSafetensors } from "../../tensor/safetensors-file.js";
import { parseGates, serializeGates, type SavedGates } from "./gates-format.js";

export { gatesOf, serializeGates, type SavedGates } from "./gates-format.js";

/** Writes a gates file, rounded to half precision. Throws an `InputError` for a gate that f16 can't hold. */
export const saveGates = async (file: string, saved: SavedGates): Promise<void> =>
  writeFileAtomic(file, serializeGates(saved, file));

/** Reads a gates file. Throws a `FileError` that names the field at fault. */
export async function readGates(file: string): Promise<SavedGates> {
  const opened = await openSafetensors(file);
  try {
    return await parseGates(file, opened);
  } finally {
    await opened.close();
  }
}
