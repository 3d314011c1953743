/** @file The answers to a chat request as events: pieces of text, calls, and why they end. */

import type { SamplingSettings } from "../lm/sampling.js";
import type { TokenLogprobs } from "../lm/token-logprobs.js";
import type { ChatPrompt } from "./chat-prompt.js";
import { complete, type CompletionOptions } from "./completion.js";
import type { DecodeRequest, Decoder } from "./decoder.js";
import { either, grammar, type Grammar } from "./grammar.js";
import { anyObject } from "./json-grammar.js";
import { schemaMatcher } from "./json-schema.js";
import type { ChatRequest } from "./schemas/chat.js";
import type { GenerationSettings } from "./schemas/common.js";
import { callGrammar, parseCall, type ToolCall } from "./tools.js";
import { utf8 } from "./utf8.js";

export type ChatEvent = { index: number } & (
  | { text: string; tokens: TokenLogprobs[] }
  | { call: ToolCall }
  | { reason: "stop" | "length" | "tool_calls"; completionTokens: number; cachedTokens: number }
);

/** Greedy unless a temperature is given; each of several choices has a seed of its own. */
export const samplingOf = (body: GenerationSettings, index: number): SamplingSettings => ({
  temperature: body.temperature ?? 0,
  topP: body.top_p ?? undefined,
  topK: body.top_k ?? undefined,
  minP: body.min_p ?? undefined,
  repetitionPenalty: body.repetition_penalty ?? undefined,
  seed: typeof body.seed !== "number" ? undefined : index === 0 ? body.seed : `${body.seed}/${index}`,
});

export const stopsOf = (stop: string | string[] | null | undefined): string[] =>
  (typeof stop === "string" ? [stop] : (stop ?? [])).filter((text) => text !== "");

/** What an answer must be, if it must be anything. Throws a 400 `ApiError` for a schema that can't be held to. */
export function grammarOf(body: ChatRequest, { tools, mustCall }: ChatPrompt): Grammar | undefined {
  const said = formatGrammar(body);
  if (tools.length === 0) return said;
  const call = callGrammar(tools);
  if (mustCall) return call;
  // Words, or a call: what begins as one has to be one.
  return either(call, said ?? words);
}

const anything: Grammar = { done: true, after: () => anything };
const words: Grammar = {
  done: true,
  after: (bytes) => (bytes === "" ? words : bytes.startsWith("{") ? undefined : anything),
};

function formatGrammar({ response_format: format }: ChatRequest): Grammar | undefined {
  switch (format?.type) {
    case "json_object":
      return grammar(anyObject);
    case "json_schema":
      return grammar(schemaMatcher(format.json_schema.schema, "response_format.json_schema.schema"));
    case "text":
    case undefined:
      return undefined;
  }
}

/** `must` is what `grammarOf` gives for the same request. */
export async function* chatAnswer(
  decoder: Decoder,
  request: DecodeRequest,
  body: ChatRequest,
  prompt: ChatPrompt,
  must: Grammar | undefined,
  onFirstToken: () => void,
): AsyncGenerator<ChatEvent, void, undefined> {
  const call = prompt.tools.length > 0 ? callGrammar(prompt.tools) : undefined;
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  for (let index = 0; index < (body.n ?? 1); index++) {
    const options: CompletionOptions = {
      sampling: samplingOf(body, index),
      stop: stopsOf(body.stop),
      onFirstToken,
      ...(typeof maxTokens === "number" && { maxTokens }),
      ...(body.logprobs && { logprobs: body.top_logprobs ?? 0 }),
      ...(must && { grammar: must }),
    };
    yield* oneAnswer(index, complete(decoder, request, options), call && { grammar: call, tools: prompt.tools });
  }
}

/** Text that may still become a call is held back. */
async function* oneAnswer(
  index: number,
  pieces: ReturnType<typeof complete>,
  calls: { grammar: Grammar; tools: ChatPrompt["tools"] } | undefined,
): AsyncGenerator<ChatEvent, void, undefined> {
  let held = { text: "", tokens: [] as TokenLogprobs[] };
  /** What may follow so much of the held text; white space at its end is none of a call. */
  let rest = calls?.grammar;
  let read = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done) {
      const { reason, completionTokens, cachedTokens } = next.value;
      const call = rest && calls ? parseCall(held.text, calls.tools) : undefined;
      if (call) yield { index, call };
      else if (rest && held.text !== "") yield { index, ...held };
      yield { index, reason: call ? "tool_calls" : reason, completionTokens, cachedTokens };
      return;
    }
    const piece = next.value;
    if (rest) {
      held = { text: held.text + piece.text, tokens: [...held.tokens, ...piece.tokens] };
      const text = held.text.trimEnd();
      rest = rest.after(utf8(text.slice(read)));
      read = text.length;
      if (!rest) yield { index, ...held };
    } else yield { index, ...piece };
  }
}
