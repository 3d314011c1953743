/** @file POST /v1/chat/completions: the system message becomes weights. */

import { createRoute } from "@hono/zod-openapi";
import { randomUUID } from "node:crypto";
import type { TokenLogprobs } from "../../lm/token-logprobs.js";
import type { Tokenizer } from "../../lm/tokenizer.js";
import { chatAnswer, grammarOf, type ChatEvent } from "../chat-answer.js";
import { chatPrompt } from "../chat-prompt.js";
import type { App } from "../context.js";
import { inSession } from "../in-session.js";
import { chatRequest, chatResponse, type ChatRequest } from "../schemas/chat.js";
import { eventStream, problems } from "../schemas/common.js";
import type { Service } from "../service.js";
import { countAnswer, openChat, usageOf, type Counts, type Session } from "../session.js";
import type { ToolCall } from "../tools.js";

const route = createRoute({
  method: "post",
  path: "/v1/chat/completions",
  summary: "Answers a conversation; its system message becomes an adapter on first sight.",
  request: { body: { required: true, content: { "application/json": { schema: chatRequest } } } },
  responses: {
    200: {
      description: "The answer; with `stream`, server-sent events whose chunks are OpenAI's.",
      content: { "application/json": { schema: chatResponse }, "text/event-stream": eventStream },
    },
    ...problems,
  },
});

export function chatRoutes(app: App, service: Service): void {
  app.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const prompt = chatPrompt(body);
    const must = grammarOf(body, prompt); // what is wrong with it is told before any work
    const client = c.get("client");
    const inContext = body.x_prompt === "in-context";
    return inSession(
      c,
      service,
      (signal) => openChat(service, { model: body.model, ...prompt, inContext }, client, signal),
      async ({ session, signal, onFirstToken, stream }) => {
        const request = { model: session.model, ids: session.ids, client: client.name, signal };
        const events = chatAnswer(service.decoder, request, body, prompt, must, onFirstToken);
        const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: body.model };
        const { ids, readOnce, saved } = session;
        const counts = { prompt: ids.length + readOnce, cached: 0, completion: 0, saved };
        const answer = { service, session, body, head, counts };
        return body.stream ? stream(chunks(answer, events)) : c.json(await whole(answer, events), 200);
      },
    );
  });
}

interface Answer {
  service: Service;
  session: Session;
  body: ChatRequest;
  head: { id: string; created: number; model: string };
  counts: Counts;
}

const common = ({ service, session }: Answer) => ({
  system_fingerprint: `lora-gen-${service.identity.edge.slice(0, 12)}`,
  adapter: session.adapter ?? null,
});

const toolCall = ({ name, arguments: args }: ToolCall) => ({
  id: `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`,
  type: "function" as const,
  function: { name, arguments: args },
});

async function whole(answer: Answer, events: AsyncIterable<ChatEvent>): Promise<ReturnType<typeof chatResponse.parse>> {
  const { session, body, head } = answer;
  type Choice = ReturnType<typeof chatResponse.parse>["choices"][number];
  const choices: Choice[] = [];
  for await (const event of events) {
    const choice = (choices[event.index] ??= {
      index: event.index,
      message: { role: "assistant", content: "", refusal: null },
      logprobs: body.logprobs ? { content: [] } : null,
      finish_reason: "stop",
    });
    if ("text" in event) {
      choice.message.content = (choice.message.content ?? "") + event.text;
      choice.logprobs?.content.push(...event.tokens.map((token) => logprob(session.model.tokenizer, token)));
    } else if ("call" in event) {
      choice.message.content = null;
      choice.message.tool_calls = [toolCall(event.call)];
    } else {
      choice.finish_reason = event.reason;
      countAnswer(answer.counts, event.index, event);
    }
  }
  return {
    ...head,
    object: "chat.completion",
    ...common(answer),
    choices,
    usage: usageOf(answer.service, answer.counts),
  };
}

async function* chunks(answer: Answer, events: AsyncIterable<ChatEvent>): AsyncGenerator<object, void, undefined> {
  const { session, body, head } = answer;
  const withUsage = body.stream_options?.include_usage ?? false;
  const chunk = (choices: object[], more: object = withUsage ? { usage: null } : {}): object => ({
    ...head,
    object: "chat.completion.chunk",
    ...common(answer),
    choices,
    ...more,
  });
  const begun = new Set<number>();
  for await (const event of events) {
    const { index } = event;
    if (!begun.has(index)) {
      begun.add(index);
      yield chunk([{ index, delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null }]);
    }
    if ("text" in event) {
      const content = event.tokens.map((token) => logprob(session.model.tokenizer, token));
      yield chunk([
        { index, delta: { content: event.text }, logprobs: body.logprobs ? { content } : null, finish_reason: null },
      ]);
    } else if ("call" in event) {
      const delta = { tool_calls: [{ index: 0, ...toolCall(event.call) }] };
      yield chunk([{ index, delta, logprobs: null, finish_reason: null }]);
    } else {
      countAnswer(answer.counts, event.index, event);
      yield chunk([{ index, delta: {}, logprobs: null, finish_reason: event.reason }]);
    }
  }
  const total = usageOf(answer.service, answer.counts);
  if (withUsage) yield chunk([], { usage: total });
}

/** OpenAI's form. Bytes are told where they are whole characters. */
function logprob(tokenizer: Tokenizer, { id, logprob: own, top }: TokenLogprobs) {
  const told = (token: number, value: number) => {
    const text = tokenizer.decode([token]);
    return { token: text, logprob: value, bytes: text.includes("\ufffd") ? null : [...Buffer.from(text)] };
  };
  return { ...told(id, own), top_logprobs: top.map((t) => told(t.id, t.logprob)) };
}
