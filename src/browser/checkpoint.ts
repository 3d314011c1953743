/** @file Hugging Face model directories behind a URL, with their tokenizers. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { FileError } from "../errors.js";
import type { Checkpoint } from "../lm/checkpoint-common.js";
import { fullName } from "../lm/checkpoint-names.js";
import { contentHash } from "../lm/content-hash.js";
import { Tokenizer } from "../lm/tokenizer-core.js";
import { tokenizerFilesOf } from "../lm/tokenizer-definition.js";
import { safetensorsIn } from "../tensor/safetensors.js";
import { bytesOf, lookUp, type TensorSource } from "../tensor/source.js";
import type { WebDirectory } from "./directory.js";

const [whole, index] = ["model.safetensors", "model.safetensors.index.json"] as const;

async function weightFiles(directory: WebDirectory): Promise<string[]> {
  const map = (await directory.jsonIfPresent(index))?.["weight_map"];
  if (map === undefined) return [whole];
  return [...new Set(Object.values(map as Record<string, string>))];
}

/** Fetches a model whole. Throws a `FileError`. */
export async function openWebCheckpoint(directory: WebDirectory): Promise<Checkpoint> {
  const config = await directory.json("config.json");
  const places = new Map<string, { source: TensorSource; stored: string }>();
  for (const file of await weightFiles(directory)) {
    const source = safetensorsIn(await directory.bytes(file), directory.url + file);
    for (const stored of source.names) places.set(fullName(stored), { source, stored });
  }
  const at = (name: string) => lookUp(directory.url, places, name);
  const names = [...places.keys()].sort();
  return {
    source: directory.url,
    config,
    names,
    info: (name) => at(name).source.info(at(name).stored),
    read: async (name) => at(name).source.read(at(name).stored),
    hash() {
      const hash = sha256.create();
      const digest = { update: (bytes: Uint8Array) => hash.update(bytes), digest: () => bytesToHex(hash.digest()) };
      return contentHash(digest, config, names, async (name) => {
        const t = await at(name).source.read(at(name).stored);
        return { type: t.dtype, shape: t.shape, bytes: bytesOf(t) };
      });
    },
    async close() {
      places.clear();
    },
  };
}

export async function openWebTokenizer(directory: WebDirectory): Promise<Tokenizer> {
  const tokenizer = await directory.jsonIfPresent("tokenizer.json");
  if (!tokenizer) throw new FileError(directory.url, "has no tokenizer.json");
  const [config, chatTemplate, generation, model] = [
    await directory.jsonIfPresent("tokenizer_config.json"),
    await directory.textIfPresent("chat_template.jinja"),
    await directory.jsonIfPresent("generation_config.json"),
    await directory.jsonIfPresent("config.json"),
  ];
  return Tokenizer.of(tokenizerFilesOf(directory.url, { tokenizer, config, chatTemplate, generation, model }));
}
