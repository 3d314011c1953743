import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { adapterId, everyone } from "../../src/service/adapter-store.js";
import { s3Store } from "../../src/service/s3-store.js";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A server that answers as it is told, in place of a bucket's; gives the environment that leads to it. */
async function serverThat(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
}

const id = adapterId({ generator: "g", edge: "e" }, everyone, "a prompt");
const record = { id, owner: everyone, created: 1, promptTokens: 2, contextTokens: 3, bytes: 4 };

test.each([
  ["team#1", "team%231"],
  ["a?b/c d", "a%3Fb/c%20d"],
  ["100%/é", "100%25/%C3%A9"],
])("the prefix %j is a place of its own in the bucket", async (prefix, path) => {
  const asked: string[] = [];
  const environment = await serverThat((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    response.end();
  });
  await s3Store(`s3://bucket/${prefix}/`, environment).write(record, new Uint8Array(4));
  expect(asked).toEqual([`PUT /bucket/${path}/${id}.tar`]);
});

test.each(["..", "../other", "a/./b"])("the prefix %j is refused", (prefix) => {
  const environment = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(() => s3Store(`s3://bucket/${prefix}`, environment)).toThrow(`s3://bucket/${prefix}: a prefix can't have`);
});

test("what lies under an adapter's name, and is another one, is none", async () => {
  let there = record;
  const environment = await serverThat((_, response) => {
    response.setHeader("x-amz-meta-record", encodeURIComponent(JSON.stringify(there))).end();
  });
  const store = s3Store("s3://bucket", environment);
  expect(await store.info(id)).toEqual(record);
  there = { ...record, id: `adapter-${"0".repeat(64)}` };
  expect(await store.info(id)).toBeUndefined();
});
