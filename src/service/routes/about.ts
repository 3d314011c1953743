/** @file What the server is and how it does: models, health, metrics, its own description. */

import { createRoute, z } from "@hono/zod-openapi";
import { version } from "../../version.js";
import { adapterIdPattern } from "../adapter-store.js";
import { notFound } from "../api-error.js";
import type { App } from "../context.js";
import { problems } from "../schemas/common.js";
import type { Service } from "../service.js";

const model = z
  .object({
    id: z.string(),
    object: z.literal("model"),
    created: z.number().int(),
    owned_by: z.string(),
    /** Of an adapter: the model that it is for. */
    parent: z.string().nullable(),
    max_model_len: z.number().int(),
  })
  .openapi("Model");

const list = createRoute({
  method: "get",
  path: "/v1/models",
  summary: "The model of this server. Adapters are models too, by their ids, but not listed.",
  responses: {
    200: {
      description: "One model.",
      content: { "application/json": { schema: z.object({ object: z.literal("list"), data: z.array(model) }) } },
    },
    ...problems,
  },
});

const one = createRoute({
  method: "get",
  path: "/v1/models/{model}",
  summary: "The model, or an adapter as one.",
  request: { params: z.object({ model: z.string() }) },
  responses: { 200: { description: "It.", content: { "application/json": { schema: model } } }, ...problems },
});

const status = z.object({ status: z.string() });
const alive = createRoute({
  method: "get",
  path: "/healthz",
  summary: "The process answers.",
  responses: { 200: { description: "It does.", content: { "application/json": { schema: status } } } },
});
const ready = createRoute({
  method: "get",
  path: "/readyz",
  summary: "New requests are welcome.",
  responses: {
    200: { description: "They are.", content: { "application/json": { schema: status } } },
    503: { description: "The server is shutting down.", content: { "application/json": { schema: status } } },
  },
});
const figures = createRoute({
  method: "get",
  path: "/metrics",
  summary: "Figures for Prometheus.",
  responses: { 200: { description: "Its text format.", content: { "text/plain": { schema: { type: "string" } } } } },
});

export function aboutRoutes(app: App, service: Service): void {
  const described = (id: string, created: number, parent: string | null) => ({
    id,
    object: "model" as const,
    created,
    owned_by: "lora-gen",
    parent,
    max_model_len: service.edge.config.positions,
  });
  const own = () => described(service.name, service.started, null);

  app.openapi(list, (c) => c.json({ object: "list" as const, data: [own()] }, 200));
  app.openapi(one, async (c) => {
    const { model: id } = c.req.valid("param");
    if (id === service.name) return c.json(own(), 200);
    if (!adapterIdPattern.test(id)) throw notFound(`there is no model "${id}"`, "model_not_found", "model");
    const { created } = await service.adapters.visible(id, c.get("client"), "model");
    return c.json(described(id, created, service.name), 200);
  });
  app.openapi(alive, (c) => c.json({ status: "ok" }, 200));
  app.openapi(ready, (c) => (service.draining ? c.json({ status: "draining" }, 503) : c.json({ status: "ok" }, 200)));
  app.openapi(figures, async (c) => {
    const { registry } = service.metrics;
    return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType }) as never;
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "lora-gen",
      version,
      description: "System messages become weights: OpenAI's API over an edge model and the adapters made for it.",
    },
    security: [{ key: [] }, {}],
  });
}
