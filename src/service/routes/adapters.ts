/** @file /v1/adapters: a system prompt becomes an adapter, which can be fetched as factors or as gates. */

import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { tensorsFile } from "../../adapter/peft-config.js";
import { gatesOf, serializeGates } from "../../methods/lora-gen/gates.js";
import { unpackFiles, unpackProvenance } from "../adapter-archive.js";
import { everyone, type AdapterRecord } from "../adapter-store.js";
import { chatPrompt } from "../chat-prompt.js";
import { lifetime, type App, type Env } from "../context.js";
import {
  adapterPath,
  adapterRequest,
  adapterSchema,
  formatQuery,
  gatesQuery,
  gatesSchema,
} from "../schemas/adapters.js";
import { problems } from "../schemas/common.js";
import type { Service } from "../service.js";
import { ensureAdapter } from "../session.js";

const json = { "application/json": { schema: adapterSchema } };
const file = { schema: { type: "string", format: "binary" } } as const;

const create = createRoute({
  method: "post",
  path: "/v1/adapters",
  summary: "Makes the adapter of a system prompt, unless it is there.",
  request: { body: { required: true, content: { "application/json": { schema: adapterRequest } } } },
  responses: {
    200: { description: "It was there.", content: json },
    201: { description: "It was made.", content: json },
    ...problems,
  },
});

const read = createRoute({
  method: "get",
  path: "/v1/adapters/{id}",
  summary: "An adapter: what is known of it, its PEFT directory as a tar, or its tensors.",
  request: { params: adapterPath, query: formatQuery },
  responses: {
    200: {
      description: "By `format` or the Accept header.",
      content: { ...json, "application/x-tar": file, "application/octet-stream": file },
    },
    ...problems,
  },
});

const gates = createRoute({
  method: "get",
  path: "/v1/adapters/{id}/gates",
  summary: "An adapter as gates, for an edge that has the generator's expert pools.",
  request: { params: adapterPath, query: gatesQuery },
  responses: {
    200: {
      description: "By `format` or the Accept header.",
      content: { "application/json": { schema: gatesSchema }, "application/octet-stream": file },
    },
    ...problems,
  },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/adapters/{id}",
  summary: "Removes an adapter of one's own.",
  request: { params: adapterPath },
  responses: { 204: { description: "It is gone." }, ...problems },
});

export function adapterRoutes(app: App, service: Service): void {
  const described = ({ id, owner, created, promptTokens, contextTokens, bytes }: AdapterRecord) => ({
    id,
    object: "adapter" as const,
    created,
    model: service.name,
    shared: owner === everyone,
    prompt_tokens: promptTokens,
    context_tokens: contextTokens,
    bytes,
  });

  app.openapi(create, async (c) => {
    const { prompt, tools, shared } = c.req.valid("json");
    const { signal, end } = lifetime(c, service.deadline);
    try {
      // As a chat with this system message has it.
      const { system } = chatPrompt({
        model: "",
        messages: [{ role: "system", content: prompt }],
        ...(tools && { tools }),
      });
      const { record, made } = await ensureAdapter(service, system!, c.get("client"), signal, shared);
      return c.json(described(record), made ? 201 : 200);
    } finally {
      end();
    }
  });

  app.openapi(read, async (c) => {
    const { id } = c.req.valid("param");
    const record = await service.adapters.visible(id, c.get("client"));
    const { format = accepted(c, fileTypes) } = c.req.valid("query");
    if (format === "json") return c.json(described(record), 200);
    const archive = await service.adapters.archive(id);
    if (format === "tar") return download(c, archive, `${id}.tar`, "application/x-tar");
    const { [tensorsFile]: tensors } = await unpackFiles(archive, [tensorsFile]);
    return download(c, tensors!, `${id}.safetensors`);
  });

  app.openapi(gates, async (c) => {
    const { id } = c.req.valid("param");
    await service.adapters.visible(id, c.get("client"));
    const provenance = await unpackProvenance(id, await service.adapters.archive(id));
    const { format = accepted(c, gatesTypes) } = c.req.valid("query");
    if (format === "safetensors") return download(c, serializeGates(gatesOf(provenance)), `${id}.gates`);
    const { generator, edge, routes, gates: rows } = provenance;
    return c.json({ id, object: "gates" as const, generator, edge, routes, gates: rows }, 200);
  });

  app.openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    await service.adapters.remove(id, c.get("client"));
    service.specialists.drop(id);
    return c.body(null, 204);
  });
}

const gatesTypes = { "application/octet-stream": "safetensors" } as const;
const fileTypes = { "application/x-tar": "tar", ...gatesTypes } as const;

/** The format of the first of these types that the Accept header names. */
function accepted<T extends string>(c: Context<Env>, types: Readonly<Record<string, T>>): T | "json" {
  const accept = c.req.header("accept") ?? "";
  return Object.entries(types).find(([type]) => accept.includes(type))?.[1] ?? "json";
}

/** What an id stands for never changes; which of its files is answered, and to whom, does. */
const download = (c: Context<Env>, bytes: Uint8Array, name: string, type = "application/octet-stream"): Response =>
  c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${name}"`,
    "Cache-Control": "private, max-age=31536000, immutable",
    Vary: "Accept, Authorization",
  });
