/** @file What each request carries through the server. */

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { Client } from "./adapters.js";
import { deadlineExceeded } from "./api-error.js";

export interface Env {
  Variables: {
    requestId: string;
    log: Logger;
    client: Client;
    /** Largest body that it may send. */
    bodyBytes: number;
    /** `performance.now()` of its arrival. */
    arrived: number;
  };
}

export type App = OpenAPIHono<Env>;

/** The client is gone: nobody reads the answer. */
export class ClientGone extends Error {
  override name = "AbortError";
}

/** Aborts when the client is gone or the time is up, until `end` is called. */
export function lifetime(c: Context<Env>, seconds: number): { signal: AbortSignal; end: () => void } {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(deadlineExceeded(seconds)), seconds * 1000);
  const gone = (): void => control.abort(new ClientGone("the client is gone"));
  const { signal: raw } = c.req.raw;
  if (raw.aborted) gone();
  raw.addEventListener("abort", gone, { once: true });
  return {
    signal: control.signal,
    end() {
      clearTimeout(timer);
      raw.removeEventListener("abort", gone);
    },
  };
}
