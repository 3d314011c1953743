/** @file States of training runs, where a round's workers find them: safetensors under the hash of their bytes. */

import { LoraGenError } from "../errors.js";
import { makeDirectory } from "../tensor/atomic.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { parseSafetensors, serializeSafetensors, type Metadata } from "../tensor/safetensors.js";
import { sha256 } from "../tensor/sha256.js";
import { forget, keep, readKept } from "./kept.js";
import type { S3Environment } from "./s3-bucket.js";

export interface StateStore {
  /** Gives the hash. Metadata keeps states apart that are alike otherwise, so that each has one owner to remove it. */
  write(tensors: TensorMap, metadata: Metadata): Promise<string>;
  /** Throws a `LoraGenError` if there is none, or if its bytes are not those that were written. */
  read(hash: string): Promise<TensorMap>;
  remove(hash: string): Promise<void>;
}

/** Bytes by name, in a directory or a bucket. */
interface Blobs {
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
}

/** In a directory, which is made if there is none, or in a bucket (`s3://bucket/prefix`); it may hold adapters, too. */
export async function openStates(location: string, environment?: S3Environment): Promise<StateStore> {
  const blobs = location.startsWith("s3://") ? await inBucket(location, environment) : await inDirectory(location);
  const nameOf = (hash: string): string => `state-${hash}.safetensors`;
  return {
    async write(tensors, metadata) {
      const bytes = serializeSafetensors(tensors, metadata);
      const hash = sha256(bytes);
      await blobs.write(nameOf(hash), bytes);
      return hash;
    },
    async read(hash) {
      const bytes = await blobs.read(nameOf(hash));
      if (!bytes) throw new LoraGenError(`${location}: there is no ${nameOf(hash)}; give the same store everywhere`);
      if (sha256(bytes) !== hash) throw new LoraGenError(`${location}: ${nameOf(hash)} is damaged`);
      return parseSafetensors(bytes, nameOf(hash)).tensors;
    },
    remove: (hash) => blobs.remove(nameOf(hash)),
  };
}

async function inDirectory(directory: string): Promise<Blobs> {
  await makeDirectory(directory);
  return {
    write: (name, bytes) => keep(directory, name, bytes),
    read: (name) => readKept(directory, name),
    remove: (name) => forget(directory, name),
  };
}

async function inBucket(location: string, environment?: S3Environment): Promise<Blobs> {
  const { s3Bucket } = await import("./s3-bucket.js");
  const ask = s3Bucket(location, environment);
  return {
    async write(name, bytes) {
      await ask("PUT", name, { body: bytes as Uint8Array<ArrayBuffer> });
    },
    async read(name) {
      const response = await ask("GET", name);
      return response && new Uint8Array(await response.arrayBuffer());
    },
    async remove(name) {
      await ask("DELETE", name);
    },
  };
}
