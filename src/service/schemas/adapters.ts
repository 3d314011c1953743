/** @file /v1/adapters */

import { z } from "@hono/zod-openapi";
import { adapterIdPattern } from "../adapter-store.js";
import { toolSchema } from "./chat.js";

export const adapterRequest = z
  .object({
    prompt: z.string().refine((text) => text.trim() !== "", "is empty: there is nothing to make an adapter from"),
    tools: z.array(toolSchema).max(128).optional().openapi({
      description: "Tools that become part of the prompt, as in a chat request.",
    }),
    shared: z.boolean().optional().openapi({ description: "For every API key of this server." }),
  })
  .openapi("AdapterRequest");

export const adapterPath = z.object({
  id: z
    .string()
    .regex(adapterIdPattern, "is no id of an adapter")
    .openapi({ param: { name: "id", in: "path" }, example: `adapter-${"0".repeat(64)}` }),
});

export const adapterSchema = z
  .object({
    id: z.string(),
    object: z.literal("adapter"),
    created: z.number().int(),
    model: z.string(),
    shared: z.boolean(),
    prompt_tokens: z.number().int().openapi({ description: "Tokens of the prompt, as the cloud model read it." }),
    context_tokens: z.number().int().openapi({ description: "What the prompt would cost the edge model in context." }),
    bytes: z.number().int().openapi({ description: "Size of its archive." }),
  })
  .openapi("Adapter");

export const gatesSchema = z
  .object({
    id: z.string(),
    object: z.literal("gates"),
    generator: z.string(),
    edge: z.string(),
    routes: z.array(z.string()).openapi({ description: "What each row of gates is for." }),
    gates: z.array(z.array(z.number())),
  })
  .openapi("Gates");

/** How a file is asked for, where the Accept header can't tell. */
export const formatQuery = z.object({ format: z.enum(["json", "tar", "safetensors"]).optional() });
export const gatesQuery = z.object({ format: z.enum(["json", "safetensors"]).optional() });
