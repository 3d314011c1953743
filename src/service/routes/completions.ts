/** @file POST /v1/completions: a text or token ids go on; with `echo` and `logprobs`, they are scored. */

import { createRoute } from "@hono/zod-openapi";
import { randomUUID } from "node:crypto";
import { checkPrompt } from "../../lm/generate-options.js";
import { tokenLogprobs, type TokenLogprobs } from "../../lm/token-logprobs.js";
import { checkCharacters } from "../characters.js";
import { samplingOf, stopsOf } from "../chat-answer.js";
import { complete } from "../completion.js";
import { concatenated, logprobsOf } from "../completion-logprobs.js";
import type { App } from "../context.js";
import type { DecodeRequest } from "../decoder.js";
import { inSession } from "../in-session.js";
import { eventStream, problems } from "../schemas/common.js";
import {
  completionRequest,
  completionResponse,
  type CompletionLogprobs,
  type CompletionRequest,
  type CompletionResponse,
} from "../schemas/completions.js";
import type { Service } from "../service.js";
import { countAnswer, openPrompt, usageOf, type Counts } from "../session.js";

const route = createRoute({
  method: "post",
  path: "/v1/completions",
  summary: "Goes on behind a text or token ids, without a chat template.",
  request: { body: { required: true, content: { "application/json": { schema: completionRequest } } } },
  responses: {
    200: {
      description: "The completions; with `stream`, server-sent events whose chunks are OpenAI's.",
      content: {
        "application/json": { schema: completionResponse },
        "text/event-stream": eventStream,
      },
    },
    ...problems,
  },
});

type Choice = CompletionResponse["choices"][number];

interface Run {
  service: Service;
  body: CompletionRequest;
  /** Token ids of each. */
  prompts: number[][];
  request: Omit<DecodeRequest, "ids">;
  onFirstToken: () => void;
  counts: Counts;
}

export function completionRoutes(app: App, service: Service): void {
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const client = c.get("client");
    const prompts = promptIds(service, body); // what is wrong with one is told before any work
    return inSession(
      c,
      service,
      (signal) => openPrompt(service, body.model, client, signal),
      async ({ session, signal, onFirstToken, stream }) => {
        const run: Run = {
          service,
          body,
          prompts,
          request: { model: session.model, client: client.name, signal },
          onFirstToken,
          counts: { prompt: 0, cached: 0, completion: 0, saved: 0 },
        };
        const head = {
          id: `cmpl-${randomUUID()}`,
          object: "text_completion" as const,
          created: Math.floor(Date.now() / 1000),
          model: body.model,
        };
        const usage = () => usageOf(service, run.counts);
        if (!body.stream) {
          const choices: Choice[] = [];
          for await (const part of parts(run)) choices[part.index] = joined(choices[part.index], part);
          return c.json({ ...head, choices, usage: usage() }, 200);
        }
        const withUsage = body.stream_options?.include_usage ?? false;
        const chunks = async function* (): AsyncGenerator<object, void, undefined> {
          for await (const part of parts(run)) yield { ...head, choices: [part], ...(withUsage && { usage: null }) };
          const total = usage();
          if (withUsage) yield { ...head, choices: [], usage: total };
        };
        return stream(chunks());
      },
    );
  });
}

/** Each choice piece by piece. */
async function* parts(run: Run): AsyncGenerator<Choice, void, undefined> {
  const { body, prompts, request, service, onFirstToken, counts } = run;
  const { tokenizer } = request.model;
  const n = body.n ?? 1;
  for (const [p, ids] of prompts.entries()) {
    counts.prompt += ids.length;
    const whole = { ...request, ids };
    const echoed = body.echo ? await echo(service, whole, body.logprobs ?? undefined) : undefined;
    for (let i = 0; i < n; i++) {
      const index = p * n + i;
      let offset = 0;
      const part = (text: string, tokens: readonly TokenLogprobs[], reason: Choice["finish_reason"]): Choice => {
        const logprobs =
          typeof body.logprobs === "number" ? logprobsOf(tokenizer, tokens, body.logprobs, offset) : null;
        offset += text.length;
        return { index, text, logprobs, finish_reason: reason };
      };
      if (echoed) {
        yield { index, ...echoed, finish_reason: null };
        offset = echoed.text.length;
      }
      const maxTokens = body.max_tokens ?? 16;
      if (maxTokens === 0) {
        yield part("", [], "length");
        continue;
      }
      const pieces = complete(service.decoder, whole, {
        sampling: samplingOf(body, i),
        maxTokens,
        stop: stopsOf(body.stop),
        onFirstToken,
        ...(typeof body.logprobs === "number" && { logprobs: body.logprobs }),
      });
      for (;;) {
        const next = await pieces.next();
        if (next.done) {
          const { reason, end } = next.value;
          countAnswer(counts, i, next.value);
          // The end token has no text, but who asks for logprobs counts tokens.
          yield part("", end ? [end] : [], reason);
          break;
        }
        yield part(next.value.text, next.value.tokens, null);
      }
    }
  }
}

/** Token ids of each prompt of a request. Throws an `InputError` for one that can't be read. */
function promptIds({ edge }: Service, { prompt, max_tokens: maxTokens }: CompletionRequest): number[][] {
  const { config, tokenizer } = edge;
  const one = typeof prompt === "string" || typeof prompt[0] === "number";
  const prompts = (one ? [prompt] : prompt) as string[] | number[][];
  return prompts.map((each) => {
    if (typeof each === "string") checkCharacters(tokenizer, each.length, config.positions, "the prompt");
    const ids = typeof each === "string" ? tokenizer.encode(each) : each;
    checkPrompt(config, ids, maxTokens === 0 ? config.positions : config.positions - 1);
    return ids;
  });
}

/** The prompt as it stands before a completion; the first token has no logprob. */
async function echo(
  service: Service,
  request: DecodeRequest,
  count: number | undefined,
): Promise<{ text: string; logprobs: CompletionLogprobs | null }> {
  const { tokenizer } = request.model;
  const text = tokenizer.decode(request.ids);
  if (count === undefined) return { text, logprobs: null };
  const scored: TokenLogprobs[] = [];
  for await (const logits of service.decoder.promptLogits(request)) {
    const id = request.ids[scored.length + 1];
    if (id === undefined) break;
    scored.push(tokenLogprobs(logits, id, count));
  }
  request.signal.throwIfAborted();
  const { tokens, token_logprobs, top_logprobs } = logprobsOf(tokenizer, scored, count, 0);
  const first = tokenizer.decode(request.ids.slice(0, 1));
  const stream = tokenizer.decodeStream();
  let length = 0;
  const offsets = request.ids.map((id) => {
    const start = length;
    length += stream.push(id).length;
    return start;
  });
  return {
    text,
    logprobs: {
      tokens: [first, ...tokens],
      token_logprobs: [null, ...token_logprobs],
      top_logprobs: top_logprobs && [null, ...top_logprobs],
      text_offset: offsets,
    },
  };
}

function joined(before: Choice | undefined, part: Choice): Choice {
  if (!before) return part;
  const [a, b] = [before.logprobs, part.logprobs];
  return {
    index: part.index,
    text: before.text + part.text,
    logprobs: a && b ? concatenated(a, b) : null,
    finish_reason: part.finish_reason,
  };
}
