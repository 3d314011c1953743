/** @file What requests and answers of several routes have in common. */

import { z } from "@hono/zod-openapi";

export const errorSchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .openapi("Error");

const problem = (description: string) => ({ description, content: { "application/json": { schema: errorSchema } } });

/** Answers that any route of `/v1` may give. */
export const problems = {
  400: problem("The request is not as it must be; `param` names the field."),
  401: problem("There is no API key, or it is not one of the server's."),
  404: problem("There is no such model or adapter."),
  413: problem("The body is too large."),
  415: problem("The body is not JSON."),
  429: problem("Too much at once; `Retry-After` tells when to come again."),
  500: problem("The server failed."),
  503: problem("The server is shutting down."),
  504: problem(
    "The request was not done within its deadline; a queue that can't be reached is waited for so long, too.",
  ),
} as const;

/** Server-sent events: OpenAPI 3.1 has no words for what is in one, and a string it is not. */
export const eventStream = { schema: {} };

const finite = z.number().refine(Number.isFinite, "must be a finite number");

/** Settings of both completion routes. Unknown fields are ignored, as OpenAI's clients send many. */
export const generation = {
  model: z
    .string()
    .min(1)
    .openapi({ description: "The server's model, or the id of an adapter.", example: "lora-gen" }),
  temperature: finite.min(0).max(100).nullish().openapi({ description: "0, the default: the likeliest token." }),
  top_p: finite.gt(0).max(1).nullish(),
  top_k: z.number().int().min(0).nullish().openapi({ description: "0: all." }),
  min_p: finite.min(0).max(1).nullish(),
  repetition_penalty: finite.gt(0).max(100).nullish(),
  seed: z.number().int().nullish(),
  n: z.number().int().min(1).max(16).nullish(),
  stop: z
    .union([z.string(), z.array(z.string()).max(16)])
    .nullish()
    .openapi({ description: "Texts before which the answer ends." }),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  presence_penalty: z.literal(0, { error: "is not supported: it must be 0" }).nullish(),
  frequency_penalty: z.literal(0, { error: "is not supported: it must be 0" }).nullish(),
  logit_bias: z
    .record(z.string(), z.number())
    .refine((bias) => Object.keys(bias).length === 0, "is not supported")
    .nullish(),
};

export interface GenerationSettings {
  temperature?: number | null | undefined;
  top_p?: number | null | undefined;
  top_k?: number | null | undefined;
  min_p?: number | null | undefined;
  repetition_penalty?: number | null | undefined;
  seed?: number | null | undefined;
}

export const usageSchema = z
  .object({
    prompt_tokens: z.number().int().openapi({
      description:
        "Tokens read: those of the conversation, and of the system prompt where it was read for the first time.",
    }),
    completion_tokens: z.number().int(),
    total_tokens: z.number().int(),
    prompt_tokens_details: z.object({
      cached_tokens: z.number().int().openapi({
        description:
          "Of the conversation's tokens, those that were kept from an earlier request and not computed again.",
      }),
    }),
    prompt_tokens_saved: z.number().int().openapi({
      description:
        "Tokens of the system prompt that the edge model did not have to read, since they are in its weights.",
    }),
  })
  .openapi("Usage");

export type Usage = z.infer<typeof usageSchema>;
