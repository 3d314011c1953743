/** @file A store by the place it is in. */

import { makeDirectory } from "../tensor/atomic.js";
import type { AdapterStore } from "./adapter-store.js";
import { diskStore } from "./disk-store.js";

/** The store in a directory, which is made if there is none, or in a bucket (`s3://bucket/prefix`). */
export async function openStore(location: string): Promise<AdapterStore> {
  if (location.startsWith("s3://")) return (await import("./s3-store.js")).s3Store(location);
  await makeDirectory(location);
  return diskStore(location);
}
