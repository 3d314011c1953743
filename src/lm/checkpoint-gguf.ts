/** @file GGUF files of Llama, Qwen2 and Gemma models, under Hugging Face's names. */

import { createHash } from "node:crypto";
import { FileError } from "../errors.js";
import { openGguf, type GgufFile } from "../tensor/gguf-file.js";
import { mapParts, packedType, repack, repacks } from "../tensor/packed.js";
import { lookUp, type TensorInfo } from "../tensor/source.js";
import type { Checkpoint } from "./checkpoint-common.js";
import { contentHash, type StoredTensor } from "./content-hash.js";
import { ggufArchitecture, ggufConfig } from "./gguf-config.js";
import { huggingFaceName, isShiftedNorm, permutedHeads, permuteHeads, ropeFactorsName, shifted } from "./gguf-names.js";

/** Hugging Face's names, each with the one in the file. */
function renamed(file: GgufFile, source: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const stored of file.names) {
    if (stored === ropeFactorsName) continue; // part of the configuration
    const name = huggingFaceName(stored);
    if (name === undefined) throw new FileError(source, `has tensor "${stored}", which no Llama, Qwen2 or Gemma has`);
    names.set(name, stored);
  }
  return names;
}

async function open(file: GgufFile, source: string): Promise<Checkpoint> {
  const architecture = ggufArchitecture(file.metadata, source);
  const places = renamed(file, source);
  const names = [...places.keys()].sort();
  const at = (name: string): string => lookUp(source, places, name);
  const info = (name: string): TensorInfo => file.info(at(name));
  const config = ggufConfig(file.metadata, {
    file: source,
    names: new Set(file.names),
    vocabularySize: info("model.embed_tokens.weight").shape[0]!,
    ropeFactors: file.names.includes(ropeFactorsName) ? (await file.read(ropeFactorsName)).data : undefined,
  });
  const counts = {
    heads: config["num_attention_heads"] as number,
    keyValueHeads: config["num_key_value_heads"] as number,
  };
  return {
    source,
    config,
    names,
    info,
    storedType: (name) => file.storedType(at(name)),
    read: async (name) => {
      const t = await file.read(at(name));
      const heads = permutedHeads(architecture, name, counts);
      if (heads !== undefined) return permuteHeads(t, heads, true);
      return isShiftedNorm(architecture, name) ? shifted(t, -1) : t;
    },
    readPacked: async (name, bits) => {
      const stored = file.storedType(at(name)) ?? "";
      // Nothing is read in vain.
      if (!repacks(stored, info(name).shape) || (bits && stored !== packedType(bits))) return undefined;
      const { type, shape, bytes } = await file.readStored(at(name));
      const packed = repack(type.name, shape, bytes);
      const heads = permutedHeads(architecture, name, counts);
      return packed && heads !== undefined ? mapParts(packed, (part) => permuteHeads(part, heads, true)) : packed;
    },
    // Of the file's own metadata and blocks: what is made of them here may become better without being another model.
    hash(signal) {
      const own = [...file.metadata].filter(
        ([key]) => key === "general.architecture" || key.startsWith(`${architecture}.`),
      );
      const all = file.names.includes(ropeFactorsName) ? [...names, ropeFactorsName] : names;
      const stored = async (name: string): Promise<StoredTensor> => {
        const { type, shape, bytes } = await file.readStored(name === ropeFactorsName ? name : at(name));
        return { type: type.name, shape, bytes };
      };
      return contentHash(createHash("sha256"), Object.fromEntries(own), all, stored, signal);
    },
    close: () => file.close(),
  };
}

export async function openGgufCheckpoint(source: string): Promise<Checkpoint> {
  const file = await openGguf(source);
  try {
    return await open(file, source);
  } catch (error) {
    await file.close();
    throw error;
  }
}
