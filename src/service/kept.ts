/** @file Bytes under a key in a directory, by npm's content-addressed cache: written whole or not at all, and checked when read. */

import cacache from "cacache";
import { asFileError } from "../tensor/atomic.js";

/** Several processes may share the directory. Throws a `FileError` if it can't be written. */
export async function keep(directory: string, key: string, bytes: Uint8Array, metadata?: unknown): Promise<void> {
  try {
    await cacache.put(directory, key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { metadata });
  } catch (error) {
    throw asFileError(directory, error);
  }
}

/** Removes the bytes, too: no other key may have the same. */
export async function forget(directory: string, key: string): Promise<void> {
  const entry = await cacache.get.info(directory, key);
  if (!entry) return;
  await cacache.rm.entry(directory, key);
  await cacache.rm.content(directory, entry.integrity);
}

/** Undefined for what is not there, or damaged: that is as good as lost. */
export async function readKept(directory: string, key: string): Promise<Uint8Array | undefined> {
  try {
    return (await cacache.get(directory, key)).data;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ENOENT" || code === "EINTEGRITY") return undefined;
    throw error;
  }
}
