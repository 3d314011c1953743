/** @file Files kept in the browser under their hash, so that a model is fetched once. */

const cacheName = "lora-gen";
/** Which address an entry came from: the next version of it takes its place. */
const originHeader = "x-lora-gen-origin";

/** No host: the key is the hash alone. */
const keyOf = (sha256: string): string => `https://lora-gen.invalid/sha256/${sha256}`;

/** Pages that are not served over HTTPS (or from this machine) have no caches. */
const open = async (): Promise<Cache | undefined> =>
  "caches" in globalThis ? caches.open(cacheName).catch(() => undefined) : undefined;

export async function kept(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const found = await (await open())?.match(keyOf(sha256));
  return found && new Uint8Array(await found.arrayBuffer());
}

/** Keeps a file; what was there from the same address under another hash is forgotten. A full disk is no error. */
export async function keep(sha256: string, address: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const cache = await open();
  if (!cache) return;
  try {
    for (const key of await cache.keys()) {
      const entry = await cache.match(key);
      if (entry?.headers.get(originHeader) === address) await cache.delete(key);
    }
    await cache.put(keyOf(sha256), new Response(bytes, { headers: { [originHeader]: address } }));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Forgets every file kept for this page's origin. */
export async function clearKept(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(cacheName);
}
