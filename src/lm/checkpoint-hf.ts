/** @file Hugging Face model directories: config.json with model.safetensors, or shards and their index. */

import { createHash } from "node:crypto";
import path from "node:path";
import { FileError, shown } from "../errors.js";
import { exists } from "../tensor/exists.js";
import { openSafetensors, type SafetensorsFile } from "../tensor/safetensors-file.js";
import { bytesOf, lookUp } from "../tensor/source.js";
import type { Checkpoint } from "./checkpoint-common.js";
import { fullName } from "./checkpoint-names.js";
import { contentHash, type StoredTensor } from "./content-hash.js";
import { readJson, type Json } from "./json-file.js";

export const shardIndex = "model.safetensors.index.json";

/** The names of the shards in an index, each a file beside it, with those of the tensors in each. Throws a `FileError`. */
export async function shardNames(index: string): Promise<Map<string, string[]>> {
  const map = (await readJson(index))["weight_map"];
  if (typeof map !== "object" || map === null) throw new FileError(index, "has no weight_map");
  const shards = new Map<string, string[]>();
  for (const [name, shard] of Object.entries(map as Json)) {
    if (typeof shard !== "string" || shard !== path.basename(shard) || shard.length > 255)
      throw new FileError(index, `tensor "${name}" is in ${shown(shard)}, expected the name of a file beside it`);
    shards.set(shard, [...(shards.get(shard) ?? []), name]);
  }
  return shards;
}

/** The safetensors files of a directory, and the tensors wanted of each: undefined for all. */
async function weightFiles(directory: string): Promise<Map<string, string[] | undefined>> {
  const [whole, index] = ["model.safetensors", shardIndex] as const;
  if (await exists(path.join(directory, whole))) return new Map([[whole, undefined]]);
  if (await exists(path.join(directory, index))) return shardNames(path.join(directory, index));
  const torch = await exists(path.join(directory, "pytorch_model.bin"));
  throw new FileError(
    directory,
    torch
      ? "has PyTorch weights only; save them anew with save_pretrained(..., safe_serialization=True)"
      : `has neither ${whole} nor ${index}`,
  );
}

interface Place {
  readonly file: SafetensorsFile;
  /** The name in that file. */
  readonly stored: string;
}

/** Finds every tensor, opening the files into `open`. */
async function locate(directory: string, open: SafetensorsFile[]): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const [shard, wanted] of await weightFiles(directory)) {
    const file = await openSafetensors(path.join(directory, shard));
    open.push(file);
    for (const stored of wanted ?? file.names) {
      file.info(stored); // an index may promise what the shard does not hold
      places.set(fullName(stored), { file, stored });
    }
  }
  return places;
}

export async function openHuggingFace(directory: string): Promise<Checkpoint> {
  const config = await readJson(path.join(directory, "config.json"));
  const open: SafetensorsFile[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((file) => file.close()));
  };
  let places: Map<string, Place>;
  try {
    places = await locate(directory, open);
  } catch (error) {
    await close();
    throw error;
  }
  const at = (name: string): Place => lookUp(directory, places, name);
  const names = [...places.keys()].sort();
  return {
    source: directory,
    config,
    names,
    info: (name) => at(name).file.info(at(name).stored),
    read: async (name) => at(name).file.read(at(name).stored),
    hash(signal) {
      const stored = async (name: string): Promise<StoredTensor> => {
        const t = await at(name).file.read(at(name).stored);
        return { type: t.dtype, shape: t.shape, bytes: bytesOf(t) };
      };
      return contentHash(createHash("sha256"), config, names, stored, signal);
    },
    close,
  };
}
