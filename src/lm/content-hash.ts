/** @file The hash that tells models apart, the same wherever it is computed. */

import type { Json } from "./json.js";

/** A SHA-256 that has read nothing yet; Node's `createHash("sha256")` is one. */
export interface Sha256 {
  update(bytes: Uint8Array): unknown;
  digest(encoding: "hex"): string;
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

/**
 * The hash of a checkpoint: its configuration, then every tensor's name, type, shape and bytes, sorted by name. Rejects
 * with the signal's reason between two tensors.
 */
export async function contentHash(
  sha256: Sha256,
  config: Json,
  names: readonly string[],
  stored: (name: string) => Promise<StoredTensor>,
  signal?: AbortSignal,
): Promise<string> {
  const text = new TextEncoder();
  sha256.update(text.encode(canonical(config)));
  for (const name of [...names].sort()) {
    signal?.throwIfAborted();
    const { type, shape, bytes } = await stored(name);
    sha256.update(text.encode(`\n${JSON.stringify([name, type, shape])}\n`));
    sha256.update(bytes);
  }
  return sha256.digest("hex");
}
