/** @file Adapters in an S3-compatible bucket: one object each, which is checked when read. */

import { sha256 } from "../tensor/sha256.js";
import { adapterRecord, type AdapterRecord, type AdapterStore } from "./adapter-store.js";
import { s3Bucket, type Ask, type S3Environment } from "./s3-bucket.js";

const recordHeader = "x-amz-meta-record";
const hashHeader = "x-amz-meta-sha256";

/** How long an adapter may take to come or go; a bucket that says nothing would be waited for for minutes. */
const patienceSeconds = 60;

const nameOf = (id: string): string => `${id}.tar`;

/** A store at `s3://bucket/prefix`; errors as of `s3Bucket`. */
export function s3Store(location: string, environment?: S3Environment): AdapterStore {
  const bucket = s3Bucket(location, environment);
  const ask: Ask = (method, name, init) =>
    bucket(method, name, { ...init, signal: AbortSignal.timeout(patienceSeconds * 1000) });
  return {
    async info(id) {
      const response = await ask("HEAD", nameOf(id));
      const record = response && recordOf(response);
      return record?.id === id ? record : undefined;
    },
    async read(id) {
      const response = await ask("GET", nameOf(id));
      if (!response) return undefined;
      const archive = new Uint8Array(await response.arrayBuffer());
      if (sha256(archive) === response.headers.get(hashHeader)) return archive;
      // What is damaged is as good as lost: it is made again.
      await this.remove(id);
      return undefined;
    },
    async write(record, archive) {
      const headers = {
        "content-type": "application/x-tar",
        [recordHeader]: encodeURIComponent(JSON.stringify(record)),
        [hashHeader]: sha256(archive),
      };
      await ask("PUT", nameOf(record.id), { headers, body: archive as Uint8Array<ArrayBuffer> });
    },
    async remove(id) {
      await ask("DELETE", nameOf(id));
    },
  };
}

/** Undefined where another program wrote the object. */
function recordOf({ headers }: Response): AdapterRecord | undefined {
  try {
    return adapterRecord.safeParse(JSON.parse(decodeURIComponent(headers.get(recordHeader) ?? ""))).data;
  } catch {
    return undefined;
  }
}
