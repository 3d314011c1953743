import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AwsClient } from "aws4fetch";
import { adapterId, everyone, type AdapterStore } from "../../src/service/adapter-store.js";
import { openStates } from "../../src/service/state-store.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { s3Store } from "../../src/service/s3-store.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("a bucket of moto's server", ["moto", "flask"]);
/** Prints its port, then serves what moto makes of S3. */
const serve = `
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(port=0)
server.start()
print("port", server.get_host_and_port()[1], flush=True)
import sys; sys.stdin.read()
`;

describe.skipIf(!suite.found)(suite.title, () => {
  let [server, store, endpoint]: [ChildProcess, AdapterStore, string] = [] as never;
  const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const aws = new AwsClient({ accessKeyId: "test", secretAccessKey: "test", region: "us-east-1", service: "s3" });
  const environment = (): Record<string, string> => ({ ...keys, AWS_ENDPOINT_URL_S3: endpoint });
  const id = adapterId({ generator: "g", edge: "e" }, everyone, "a prompt");
  const record = { id, owner: "klé", created: 1, promptTokens: 12, contextTokens: 15, bytes: 5 };
  const archive = Uint8Array.from([1, 2, 3, 4, 5]);

  beforeAll(async () => {
    server = spawn(python, ["-c", serve], { stdio: ["pipe", "pipe", "ignore"] });
    const lines: AsyncIterable<string> = createInterface(server.stdout!);
    let port: string | undefined;
    for await (const line of lines) if ((port = /^port (\d+)$/.exec(line)?.[1])) break;
    endpoint = `http://127.0.0.1:${port}`;
    expect((await aws.fetch(`${endpoint}/adapters`, { method: "PUT" })).status).toBe(200);
    store = s3Store("s3://adapters/of/nano/", environment());
  });
  afterAll(() => {
    server.kill();
  });

  test("gives back what was written, and knows what was not", async () => {
    expect(await store.info(id)).toBeUndefined();
    expect(await store.read(id)).toBeUndefined();
    await store.write(record, archive);
    await store.write(record, archive);
    expect(await store.info(id)).toEqual(record);
    expect(await store.read(id)).toEqual(archive);
    await store.remove(id);
    await store.remove(id);
    expect(await store.info(id)).toBeUndefined();
  });

  test("drops what is damaged, and passes over what is not ours", async () => {
    await store.write(record, archive);
    const url = `${endpoint}/adapters/of/nano/${id}.tar`;
    const { headers } = await aws.fetch(url, { method: "HEAD" });
    const meta = Object.fromEntries([...headers].filter(([name]) => name.startsWith("x-amz-meta-")));
    await aws.fetch(url, { method: "PUT", headers: meta, body: "1234" });
    expect(await store.read(id)).toBeUndefined();
    expect(await store.info(id)).toBeUndefined();
    await aws.fetch(url, { method: "PUT", body: "1234" });
    expect(await store.info(id)).toBeUndefined();
  });

  test("keeps states of training, and refuses one that is damaged or gone", async () => {
    const states = await openStates("s3://adapters/of/nano/", environment());
    const tensors = { "parameter/p": f32([2], [1, 2]) };
    const hash = await states.write(tensors, { run: "a" });
    expect(await states.write(tensors, { run: "b" })).not.toBe(hash);
    expect(await states.read(hash)).toEqual(tensors);
    await aws.fetch(`${endpoint}/adapters/of/nano/state-${hash}.safetensors`, { method: "PUT", body: "1234" });
    await expect(states.read(hash)).rejects.toThrow(/: state-[0-9a-f]{64}\.safetensors is damaged$/);
    await states.remove(hash);
    await states.remove(hash);
    await expect(states.read(hash)).rejects.toThrow(/: there is no state-.*; give the same store everywhere$/);
  });

  test("is an error where there is no such bucket", async () => {
    const none = s3Store("s3://nowhere", environment());
    await expect(none.write(record, archive)).rejects.toThrow(
      /^s3:\/\/nowhere: PUT was refused with 404 \(NoSuchBucket\)/,
    );
    await expect(none.read(id)).rejects.toThrow("NoSuchBucket");
  });
});

test("a place that is no bucket, and missing credentials, are errors that say what is needed", () => {
  expect(() => s3Store("s3://", {})).toThrow("s3:// is no bucket; it is written s3://bucket/prefix");
  expect(() => s3Store("s3://adapters", {})).toThrow("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set");
});

test("a server that is not there is an error that names the place", async () => {
  const environment = {
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  };
  await expect(s3Store("s3://adapters", environment).info("x")).rejects.toThrow(/^s3:\/\/adapters can't be reached: /);
});
