/** @file POST /v1/chat/completions */

import { z } from "@hono/zod-openapi";
import { generation, usageSchema } from "./common.js";

const text = z.object({ type: z.literal("text", { error: "only text can be read" }), text: z.string() });
const content = z.union([z.string(), z.array(text)], { error: "must be a text, or a list of text parts" });
const name = z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, _, - or .");

const calls = z.array(
  z.object({
    id: z.string(),
    type: z.literal("function"),
    function: z.object({ name: z.string(), arguments: z.string() }),
  }),
);

const messageSchema = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer", "user"]), content }),
  z.object({ role: z.literal("assistant"), content: content.nullish(), tool_calls: calls.nullish() }),
  z.object({ role: z.literal("tool"), content, tool_call_id: z.string() }),
]);

/** JSON schema of a tool's arguments; of it, what the model is told has to be as it must. */
const parametersSchema = z.looseObject({
  properties: z.record(z.string(), z.union([z.looseObject({}), z.boolean()])).optional(),
  required: z.array(z.string()).optional(),
});

export const toolSchema = z.object({
  type: z.literal("function"),
  function: z.object({
    name,
    description: z.string().optional(),
    parameters: parametersSchema.optional(),
  }),
});

export const chatRequest = z
  .object({
    ...generation,
    messages: z.array(messageSchema).min(1),
    max_tokens: z.number().int().min(1).nullish(),
    max_completion_tokens: z.number().int().min(1).nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.number().int().min(0).max(20).nullish(),
    tools: z.array(toolSchema).max(128).optional(),
    tool_choice: z
      .union([
        z.enum(["none", "auto", "required"]),
        z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
      ])
      .optional(),
    response_format: z
      .discriminatedUnion("type", [
        z.object({ type: z.literal("text") }),
        z.object({ type: z.literal("json_object") }),
        z.object({
          type: z.literal("json_schema"),
          json_schema: z.object({ name: z.string().optional(), schema: z.record(z.string(), z.unknown()) }),
        }),
      ])
      .optional(),
    x_prompt: z.enum(["weights", "in-context"]).optional().openapi({
      description: "`in-context` leaves the system prompt in the context, for comparison; `weights` is the default.",
    }),
  })
  .openapi("ChatCompletionRequest");

export type ChatRequest = z.infer<typeof chatRequest>;

const logprob = { token: z.string(), logprob: z.number(), bytes: z.array(z.number().int()).nullable() };

export const chatLogprobs = z.object({
  content: z.array(z.object({ ...logprob, top_logprobs: z.array(z.object(logprob)) })),
});

export const chatResponse = z
  .object({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: z.number().int(),
    model: z.string(),
    system_fingerprint: z.string(),
    adapter: z.string().nullable().openapi({ description: "Id of the adapter that the system prompt became." }),
    choices: z.array(
      z.object({
        index: z.number().int(),
        message: z.object({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.null(),
          tool_calls: calls.optional(),
        }),
        logprobs: chatLogprobs.nullable(),
        finish_reason: z.enum(["stop", "length", "tool_calls"]),
      }),
    ),
    usage: usageSchema,
  })
  .openapi("ChatCompletion");
