/** @file Adapters in an S3-compatible bucket: one object each, which appears whole or not at all, and is checked when read. */

import { AwsClient } from "aws4fetch";
import { InputError, LoraGenError } from "../errors.js";
import { sha256 } from "../tensor/sha256.js";
import { adapterRecord, type AdapterRecord, type AdapterStore } from "./adapter-store.js";

/** As AWS's own programs read them. */
export interface S3Environment {
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
  AWS_REGION?: string | undefined;
  AWS_DEFAULT_REGION?: string | undefined;
  /** Of another server than Amazon's, such as MinIO. */
  AWS_ENDPOINT_URL_S3?: string | undefined;
  AWS_ENDPOINT_URL?: string | undefined;
}

const recordHeader = "x-amz-meta-record";
const hashHeader = "x-amz-meta-sha256";

/**
 * A store at `s3://bucket/prefix`. Throws an `InputError` if the place or the environment's credentials are incomplete;
 * the store's functions throw a `LoraGenError` that names the bucket where the server refuses.
 */
export function s3Store(location: string, environment: S3Environment = process.env): AdapterStore {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/.exec(location) ?? [];
  if (bucket === undefined) throw new InputError(`${location} is no bucket; it is written s3://bucket/prefix`);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey)
    throw new InputError(`${location}: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set to use a bucket`);
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? "us-east-1";
  const sessionToken = environment.AWS_SESSION_TOKEN;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    region,
    service: "s3",
    retries: 3,
    ...(sessionToken ? { sessionToken } : {}),
  });
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  const root = endpoint ? `${endpoint.replace(/\/$/, "")}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  const url = (id: string): string => `${root}/${prefix === "" ? "" : `${prefix}/`}${id}.tar`;

  /** The answer, or undefined for what is not there. */
  async function ask(method: string, id: string, init: RequestInit = {}): Promise<Response | undefined> {
    const response = await client.fetch(url(id), { ...init, method }).catch((cause: unknown) => {
      throw new LoraGenError(`${location} can't be reached: ${(cause as Error).message}`, { cause });
    });
    if (response.ok) return response;
    const code = /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
    if (response.status === 404 && code !== "NoSuchBucket") return undefined;
    throw new LoraGenError(`${location}: ${method} was refused with ${response.status}${code ? ` (${code})` : ""}`);
  }

  return {
    async info(id) {
      const response = await ask("HEAD", id);
      return response && recordOf(response);
    },
    async read(id) {
      const response = await ask("GET", id);
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
      // A missing bucket is the one thing that answers 404 to a write.
      if (!(await ask("PUT", record.id, { headers, body: archive as Uint8Array<ArrayBuffer> })))
        throw new LoraGenError(`${location}: there is no such bucket`);
    },
    async remove(id) {
      await ask("DELETE", id);
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
