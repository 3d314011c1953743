/** @file What every checkpoint has, and the hash that tells models apart (Node). */

import { createHash } from "node:crypto";
import type { PackedMatrix } from "../tensor/packed.js";
import type { TensorSource } from "../tensor/source.js";
import type { Json } from "./json-file.js";

export interface Checkpoint extends TensorSource {
  /** The directory or file, as the caller named it. */
  readonly source: string;
  /** A Hugging Face config.json; made from the metadata of a GGUF file. */
  readonly config: Json;
  /** A matrix as the file holds it, if that is a form which packs without loss; GGUF files have such. */
  readPacked?(name: string): Promise<PackedMatrix | undefined>;
  /**
   * SHA-256 (hex) of the weights and what of the configuration changes the model's output; reads all of the weights.
   * The same for a model in one file or in shards; another for another precision.
   */
  hash(): Promise<string>;
}

/** A tensor as it is stored. */
export interface StoredTensor {
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Keys of config.json that tell who saved a model and how, and change nothing in it. */
const bookkeeping = new Set([
  "_name_or_path",
  "architectures",
  "dtype",
  "torch_dtype",
  "transformers_version",
  "use_cache",
]);

/** JSON with sorted keys and no spaces, without the bookkeeping on the top level. */
function canonical(value: unknown, top = true): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, false)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const rows = Object.entries(value)
    .filter(([key, item]) => item !== undefined && !(top && bookkeeping.has(key)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, false)}`);
  return `{${rows.join(",")}}`;
}

/** The hash of a checkpoint: its configuration, then every tensor's name, type, shape and bytes, sorted by name. */
export async function contentHash(
  config: Json,
  names: readonly string[],
  stored: (name: string) => Promise<StoredTensor>,
): Promise<string> {
  const hash = createHash("sha256").update(canonical(config));
  for (const name of [...names].sort()) {
    const { type, shape, bytes } = await stored(name);
    hash.update(`\n${JSON.stringify([name, type, shape])}\n`).update(bytes);
  }
  return hash.digest("hex");
}
