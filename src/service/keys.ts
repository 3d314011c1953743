/** @file API keys: random ones, of which only hashes are kept. */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { FileError, InputError } from "../errors.js";
import { parseAs, readTextIfPresent } from "../lm/json-file.js";
import { makeDirectory, writeFileAtomic } from "../tensor/atomic.js";
import { freeLock, takeLock } from "../tensor/file-lock.js";

const keySchema = z.object({
  id: z.string().regex(/^key-[0-9a-f]{8}$/, "is no id of a key"),
  /** For people. */
  name: z.string(),
  created: z.string(),
  /** SHA-256 of the key. A key is 256 random bits: no slower hash would make guessing it harder. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256"),
  limits: z
    .object({
      /** Requests a minute, and adapters made a minute. */
      requestsPerMinute: z.number().int().positive().optional(),
      adaptersPerMinute: z.number().int().positive().optional(),
      /** Largest body of a request. */
      bodyBytes: z.number().int().positive().optional(),
    })
    .default({}),
});
const fileSchema = z.object({ keys: z.array(keySchema) });

export type ApiKey = z.infer<typeof keySchema>;
export type KeyLimits = ApiKey["limits"];

const hash = (key: string): Buffer => createHash("sha256").update(key).digest();

/** The keys of a file, none if there is no file. Throws a `FileError` that names the field at fault. */
export async function readKeys(file: string): Promise<ApiKey[]> {
  const text = await readTextIfPresent(file);
  return text === undefined ? [] : parseAs(fileSchema, file, text).keys;
}

/** How long another program may take for its change. */
const patienceMs = 10_000;

/** Writes the keys that `change` makes of those that are there, one program at a time. Throws a `FileError` if one takes too long. */
async function changeKeys(file: string, change: (keys: readonly ApiKey[]) => ApiKey[]): Promise<void> {
  const lock = `${resolve(file)}.lock`;
  await makeDirectory(dirname(lock));
  const until = performance.now() + patienceMs;
  for (let holder; (holder = await takeLock(lock)) !== undefined; await setTimeout(20))
    if (performance.now() > until)
      throw new FileError(file, `process ${holder} changes it (if that is some other program by now, remove ${lock})`);
  try {
    await writeFileAtomic(file, `${JSON.stringify({ keys: change(await readKeys(file)) }, null, 2)}\n`);
  } finally {
    await freeLock(lock);
  }
}

/** Adds a key; it is told here, and never again. */
export async function addKey(file: string, name: string, limits: KeyLimits = {}): Promise<{ id: string; key: string }> {
  const key = `lg-${randomBytes(32).toString("base64url")}`;
  const id = `key-${randomBytes(4).toString("hex")}`;
  const created = new Date().toISOString();
  const added = { id, name, created, sha256: hash(key).toString("hex"), limits };
  await changeKeys(file, (keys) => [...keys, added]);
  return { id, key };
}

/** Removes a key by its id. Throws an `InputError` if there is none. */
export async function removeKey(file: string, id: string): Promise<void> {
  await changeKeys(file, (keys) => {
    const kept = keys.filter((key) => key.id !== id);
    if (kept.length === keys.length) throw new InputError(`${file} has no key ${id}`);
    return kept;
  });
}

/** The key of those given, if it is one of them. Every one is compared, in constant time. */
export function findKey(keys: readonly ApiKey[], presented: string): ApiKey | undefined {
  const digest = hash(presented);
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(digest, Buffer.from(key.sha256, "hex"))) found = key;
  return found;
}

/** Keys of a file that may change while the server runs. */
export class KeyRing {
  #keys: readonly ApiKey[] = [];
  #seen = "";

  private constructor(private readonly file: string) {}

  /** Throws a `FileError` if there is no such file, or it is not one of keys. */
  static async open(file: string): Promise<KeyRing> {
    const ring = new KeyRing(file);
    await ring.refresh();
    if (ring.#seen === "") throw new FileError(file, "there is no such file; `lora-gen keys add` makes it");
    return ring;
  }

  async find(presented: string): Promise<ApiKey | undefined> {
    await this.refresh();
    return findKey(this.#keys, presented);
  }

  /** Reads the file anew if it is another one. A damaged file opens no door: the keys stay as they were. */
  private async refresh(): Promise<void> {
    const now = await stat(this.file, { bigint: true }).catch(() => undefined);
    const seen = now ? `${now.mtimeNs} ${now.ino} ${now.size}` : "";
    if (seen === this.#seen) return;
    try {
      this.#keys = await readKeys(this.file);
    } catch (error) {
      if (this.#seen === "") throw error;
    }
    this.#seen = seen;
  }
}
