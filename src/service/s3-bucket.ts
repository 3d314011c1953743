/** @file An S3-compatible bucket: objects that appear whole or not at all. */

import { AwsClient } from "aws4fetch";
import { InputError, LoraGenError } from "../errors.js";

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

/** Asks for the object of a name under the prefix; undefined for what is not there. */
export type Ask = (method: string, name: string, init?: RequestInit) => Promise<Response | undefined>;

/**
 * The bucket at `s3://bucket/prefix`. Throws an `InputError` if the place or the environment's credentials are incomplete;
 * what it gives throws a `LoraGenError` that names the bucket where the server refuses.
 */
export function s3Bucket(location: string, environment: S3Environment = process.env): Ask {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/.exec(location) ?? [];
  if (bucket === undefined) throw new InputError(`${location} is no bucket; it is written s3://bucket/prefix`);
  const parts = prefix === "" ? [] : prefix.split("/");
  // A URL has no such parts, however they are written.
  if (parts.some((part) => part === "." || part === ".."))
    throw new InputError(`${location}: a prefix can't have "." or ".." as a part`);
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
  return async (method, name, init = {}) => {
    const url = [root, ...parts.map(encodeURIComponent), name].join("/");
    const response = await client.fetch(url, { ...init, method }).catch((cause: unknown) => {
      throw new LoraGenError(`${location} can't be reached: ${(cause as Error).message}`, { cause });
    });
    if (response.ok) return response;
    const code = /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
    // A missing bucket is the one thing that answers 404 to a write.
    if (response.status === 404 && code !== "NoSuchBucket" && method !== "PUT") return undefined;
    throw new LoraGenError(`${location}: ${method} was refused with ${response.status}${code ? ` (${code})` : ""}`);
  };
}
