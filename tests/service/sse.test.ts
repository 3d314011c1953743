import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { deadlineExceeded } from "../../src/service/api-error.js";
import type { Env } from "../../src/service/context.js";
import { streamEvents } from "../../src/service/sse.js";

/** Events without end, more than a connection takes that nobody reads. */
async function* endless(): AsyncGenerator<object, void, undefined> {
  for (;;) {
    await new Promise(setImmediate);
    yield { text: "x".repeat(1_000_000) };
  }
}

test("a client that does not read its stream is done with at the deadline", async () => {
  const deadline = new AbortController();
  let end: ((error: unknown) => void) | undefined;
  const ended = new Promise<unknown>((resolve) => (end = resolve));
  const app = new Hono<Env>();
  app.get("/", (c) => streamEvents(c, endless(), { signal: deadline.signal, end: end! }));
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {}); // the server breaks the connection
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const [served] = (await once(server, "connection")) as [typeof socket];
  const closed = once(served, "close");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const late = deadlineExceeded(0.5);
  deadline.abort(late);
  expect(await ended).toBe(late);
  await closed;
  socket.destroy();
  server.close();
});
