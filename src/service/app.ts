/** @file The HTTP API: its routes, and what stands before all of them. */

import { OpenAPIHono } from "@hono/zod-openapi";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import type { Logger } from "pino";
import { ApiError, asApiError, badRequest, unavailable } from "./api-error.js";
import { everyone } from "./adapter-store.js";
import type { App, Env } from "./context.js";
import { finished } from "./finished.js";
import type { KeyRing } from "./keys.js";
import { admission } from "./admission.js";
import { aboutRoutes } from "./routes/about.js";
import { adapterRoutes } from "./routes/adapters.js";
import { chatRoutes } from "./routes/chat.js";
import { completionRoutes } from "./routes/completions.js";
import type { Service } from "./service.js";

export interface AppOptions {
  log: Logger;
  /** Without keys everyone may come in. */
  keys?: KeyRing;
  /** Largest body of a request. */
  bodyBytes?: number;
}

/** A client's own limit of the body. */
const limited: MiddlewareHandler<Env> = (c: Context<Env, string>, next) => {
  const maxSize = c.get("bodyBytes");
  const onError = (): never => {
    throw new ApiError(413, `the body is larger than ${maxSize} bytes`, { code: "request_too_large" });
  };
  return bodyLimit({ maxSize, onError })(c, next);
};

/** A body of another type would pass unread. */
const onlyJson: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method === "POST") {
    const type = c.req.header("content-type")?.split(";", 1)[0]!.trim().toLowerCase();
    if (type !== "application/json")
      throw new ApiError(415, "the body must be JSON: Content-Type: application/json", {
        code: "unsupported_media_type",
      });
    // JSON is UTF-8, and Hono does not know all ways to write the type.
    c.req.raw.headers.set("content-type", type);
  }
  await next();
};

/** No such path, or none of this method. */
function nothingThere(app: App, c: Context<Env>): ApiError {
  const { method, path } = c.req;
  const allowed = app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const pattern = new RegExp(`^${definition.route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    return pattern.test(path) ? [definition.route.method.toUpperCase()] : [];
  });
  if (allowed.length === 0) return new ApiError(404, `there is no ${method} ${path} here`, { code: "not_found" });
  return new ApiError(405, `${path} takes ${allowed.join(", ")}, not ${method}`, {
    code: "method_not_allowed",
    headers: { Allow: allowed.join(", ") },
  });
}

export function createApp(service: Service, { log, keys, bodyBytes = 1_000_000 }: AppOptions): App {
  const app: App = new OpenAPIHono<Env>({
    defaultHook(result) {
      if (result.success) return;
      const { path, message } = result.error.issues[0]!;
      const param = path.map(String).join(".");
      throw badRequest(param === "" ? message : `${param}: ${message}`, param || undefined);
    },
  });
  app.onError((error, c) => refused(c, service, error));
  app.notFound((c) => refused(c, service, nothingThere(app, c)));
  app.use(requestId());
  app.use(async (c, next) => {
    c.set("arrived", performance.now());
    c.set("log", log.child({ request: c.get("requestId") }));
    await next();
    const streaming = c.res.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (!c.error && !streaming && ![404, 405].includes(c.res.status)) finished(c, service);
  });
  app.use(secureHeaders());
  app.use("/v1/*", async (_, next) => {
    if (service.draining) throw unavailable("the server is shutting down");
    await next();
  });
  app.use("/v1/*", admission(keys, bodyBytes, address));
  app.use("/v1/*", limited);
  for (const path of ["/v1/chat/completions", "/v1/completions", "/v1/adapters"]) app.use(path, onlyJson);
  chatRoutes(app, service);
  completionRoutes(app, service);
  adapterRoutes(app, service);
  aboutRoutes(app, service);
  return app;
}

/** Who comes without a key is known by the address. */
function address(c: Context<Env>): string {
  try {
    return getConnInfo(c).remote.address ?? everyone;
  } catch {
    return everyone; // no socket: a test, or a program that calls the app itself
  }
}

function refused(c: Context<Env>, service: Service, error: unknown): Response {
  // Hono's own, such as a body that is no JSON.
  const own = error instanceof HTTPException && error.status < 500;
  const problem = own ? new ApiError(error.status, error.message) : asApiError(error);
  const response = c.json(problem.body, problem.status, problem.details.headers);
  finished(c, service, problem.status >= 500 ? error : problem);
  return response;
}
