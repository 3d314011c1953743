/** @file The server: it listens, and on its end lets what runs finish. */

import { serve, type ServerType } from "@hono/node-server";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LoraGenError } from "../errors.js";
import type { App } from "./context.js";
import type { Service } from "./service.js";

export interface Running {
  /** `http://host:port` */
  url: string;
  /** Takes no new requests, and waits for those that run, at most so many seconds; then the models end, too. */
  stop(graceSeconds: number): Promise<void>;
}

/** Starts to listen; port 0 is any that is free. Throws a `LoraGenError` if it can't. */
export async function listen(
  app: App,
  service: Service,
  { host, port }: { host: string; port: number },
): Promise<Running> {
  const { fetch } = app;
  const server = await new Promise<ServerType>((resolve, reject) => {
    const starting = serve({ fetch, hostname: host, port, createServer }, () => resolve(starting));
    starting.once("error", (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === "EADDRINUSE" ? "another program listens there" : cause.message;
      reject(new LoraGenError(`can't listen on ${host}:${port}: ${reason}`, { cause }));
    });
  });
  const http = server as Server;
  const { address, port: bound, family } = http.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    async stop(graceSeconds) {
      service.draining = true;
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      // A connection that is kept alive is idle once its answer is out.
      const idle = setInterval(() => http.closeIdleConnections(), 50);
      const late = setTimeout(() => http.closeAllConnections(), graceSeconds * 1000);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
      await service.close();
    },
  };
}
