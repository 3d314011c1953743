/** @file Where an adapter comes from: hashes of the generator, the edge model and the prompt. */

import { join } from "node:path";
import type { Provenance } from "../../adapter/peft.js";
import { localPath } from "../../hub/resolve.js";
import { readGeneratorFile, tensorsFile } from "./checkpoint.js";
import { sha256, sha256OfFile } from "../../tensor/sha256.js";
import type { Generated, Generator } from "./generator-core.js";
import { identityText, type GeneratorFile } from "./generator-file.js";
import { describeOrigin, type Identity } from "./origin.js";

export { gateRows, type Identity } from "./origin.js";

/** SHA-256 (hex) of a generator's tensors file; reads all of it. */
export const tensorsHash = async (source: string): Promise<string> =>
  sha256OfFile(join(await localPath(source), tensorsFile));

/** `tensors`: as of `tensorsHash`. */
export const identityFrom = (file: GeneratorFile, tensors: string): Identity => ({
  generator: sha256(identityText(file, tensors)),
  edge: file.edge.sha256,
});

/** Reads all of a generator's tensors file. */
export const identityOf = async (source: string): Promise<Identity> =>
  identityFrom(await readGeneratorFile(source), await tensorsHash(source));

/** `identity`: as of `identityOf`, where that is known. */
export async function provenanceOf(
  { directory, dimensions }: Pick<Generator, "directory" | "dimensions">,
  prompt: string,
  generated: Generated,
  identity?: Identity,
): Promise<Provenance> {
  const hashes = { ...(identity ?? (await identityOf(directory))), prompt: sha256(prompt) };
  return describeOrigin(hashes, dimensions, generated);
}
