/** @file POST /v1/completions */

import { z } from "@hono/zod-openapi";
import { generation, usageSchema } from "./common.js";

const ids = z.array(z.number().int().min(0)).min(1);

export const completionRequest = z
  .object({
    ...generation,
    prompt: z
      .union([z.string(), ids, z.array(z.string()).min(1).max(128), z.array(ids).min(1).max(128)], {
        error: "must be a text, a list of texts, token ids, or a list of token ids",
      })
      .openapi({ description: "Text or token ids, one or several." }),
    max_tokens: z.number().int().min(0).nullish().openapi({ description: "16 unless told." }),
    logprobs: z.number().int().min(0).max(20).nullish(),
    echo: z.boolean().nullish().openapi({ description: "The prompt stands before the completion, with its logprobs." }),
    suffix: z.literal("", { error: "is not supported" }).nullish(),
    best_of: z.literal(1, { error: "is not supported: it must be 1" }).nullish(),
  })
  .openapi("CompletionRequest");

export type CompletionRequest = z.infer<typeof completionRequest>;

export const completionLogprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullable(),
  text_offset: z.array(z.number().int()),
});

export type CompletionLogprobs = z.infer<typeof completionLogprobs>;

export const completionResponse = z
  .object({
    id: z.string(),
    object: z.literal("text_completion"),
    created: z.number().int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.number().int(),
        text: z.string(),
        logprobs: completionLogprobs.nullable(),
        finish_reason: z.enum(["stop", "length"]).nullable(),
      }),
    ),
    usage: usageSchema.optional(),
  })
  .openapi("Completion");

export type CompletionResponse = z.infer<typeof completionResponse>;
