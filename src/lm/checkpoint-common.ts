/** @file What every checkpoint has. */

import type { PackedMatrix } from "../tensor/packed.js";
import type { TensorSource } from "../tensor/source.js";
import type { Json } from "./json.js";

export interface Checkpoint extends TensorSource {
  /** The directory or file, as the caller named it. */
  readonly source: string;
  /** A Hugging Face config.json; made from the metadata of a GGUF file. */
  readonly config: Json;
  /** The type a GGUF file has a tensor in, by ggml's name; `info` tells of what `read` makes of it. */
  storedType?(name: string): string | undefined;
  /**
   * A matrix as the file holds it, if that is a form which packs without loss, and of so many bits without offsets if they
   * are told; GGUF files have such.
   */
  readPacked?(name: string, bits?: PackedMatrix["bits"]): Promise<PackedMatrix | undefined>;
  /**
   * SHA-256 (hex) of the weights and what of the configuration changes the model's output; reads all of the weights.
   * The same for a model in one file or in shards; another for another precision.
   */
  hash(signal?: AbortSignal): Promise<string>;
}
