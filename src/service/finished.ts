/** @file The end of a request: one line in the log, and its figures. */

import type { Context } from "hono";
import { routePath } from "hono/route";
import { asApiError } from "./api-error.js";
import type { Client } from "./adapters.js";
import { ClientGone, type Env } from "./context.js";
import type { Service } from "./service.js";

/** What a client that left would have been told (nginx's number for it). */
const clientClosedRequest = 499;

/** Prompts, answers and keys are never told. */
export function finished(c: Context<Env>, { metrics }: Service, error?: unknown): void {
  const gone = error instanceof ClientGone;
  const failure = error === undefined || gone ? undefined : asApiError(error);
  const status = gone ? clientClosedRequest : (failure?.status ?? c.res.status);
  const route = routePath(c, -1);
  const seconds = (performance.now() - c.get("arrived")) / 1000;
  metrics.requests.inc({ route, status: String(status) });
  metrics.duration.observe({ route }, seconds);
  const line = {
    method: c.req.method,
    route,
    status,
    ms: Math.round(seconds * 1000),
    client: (c.get("client") as Client | undefined)?.owner,
  };
  const log = c.get("log");
  // What the client did wrong is told to the client; what we did wrong belongs here.
  if (failure && failure.status >= 500) log.error({ ...line, err: error }, "failed");
  else log.info({ ...line, ...(failure && { code: failure.details.code }) }, "served");
}
