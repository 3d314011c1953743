/** @file A request's way to a model that is ready for it: its adapter, its place among the streams, what it costs. */

import type { EdgeModel } from "../adapter/edge-model.js";
import type { Message } from "../lm/tokenizer.js";
import { adapterIdPattern, type AdapterRecord } from "./adapter-store.js";
import type { Client } from "./adapters.js";
import { ApiError, badRequest, notFound } from "./api-error.js";
import { checkCharacters } from "./characters.js";
import type { Ending } from "./completion.js";
import { encodeChat } from "./encode-chat.js";
import type { Usage } from "./schemas/common.js";
import type { Service } from "./service.js";
import { unlessAborted } from "./until-aborted.js";

export interface Session {
  model: EdgeModel;
  /** Id of the adapter in use. */
  adapter: string | undefined;
  /** What the edge reads of the conversation. */
  ids: number[];
  /** What it costs besides the tokens of `ids`: the system prompt where it was just read; and what it does not cost. */
  readOnce: number;
  saved: number;
  done(): void;
}

/** A name in a request: the server's own model, or an adapter. Throws a 404 `ApiError` for another. */
async function adapterNamed(
  service: Service,
  name: string,
  client: Client,
  signal: AbortSignal,
): Promise<AdapterRecord | undefined> {
  if (name === service.name) return undefined;
  if (adapterIdPattern.test(name)) return unlessAborted(service.adapters.visible(name, client, "model"), signal);
  throw notFound(
    `there is no model "${name}"; this server has "${service.name}" and its adapters`,
    "model_not_found",
    "model",
  );
}

async function enter(
  service: Service,
  client: Client,
  signal: AbortSignal,
  adapter: string | undefined,
): Promise<Pick<Session, "model" | "adapter" | "done">> {
  const release = await service.decode.acquire(client.name, signal);
  try {
    if (adapter === undefined) return { model: service.edge, adapter, done: release };
    const using = service.specialists.use(adapter);
    const { model, done } = await unlessAborted(using, signal).catch((error: unknown) => {
      // The model may still come, for nobody.
      using.then((late) => late.done()).catch(() => {});
      throw error;
    });
    return {
      model,
      adapter,
      done() {
        done();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** For a chat: `system` becomes an adapter, on first sight, unless it is to stay in context. */
export async function openChat(
  service: Service,
  {
    model: name,
    system,
    messages,
    inContext,
  }: { model: string; system: string | undefined; messages: Message[]; inContext: boolean },
  client: Client,
  signal: AbortSignal,
): Promise<Session> {
  const named = await adapterNamed(service, name, client, signal);
  if (named !== undefined && system !== undefined)
    throw badRequest("model is an adapter, which stands for a system prompt: there can't be another one", "messages");
  const asMessage: Message[] = inContext && system !== undefined ? [{ role: "system", content: system }] : [];
  const all = [...asMessage, ...messages];
  const { tokenizer, config } = service.edge;
  const characters = all.reduce((sum, { content }) => sum + content.length, 0);
  checkCharacters(tokenizer, characters, config.positions, "the conversation");
  const ids = encodeChat(tokenizer, all);
  // Before an adapter is made for nothing.
  checkLength(service, ids.length);
  if (named !== undefined)
    return { ...(await enter(service, client, signal, named.id)), ids, readOnce: 0, saved: named.contextTokens };
  if (system === undefined || inContext)
    return { ...(await enter(service, client, signal, undefined)), ids, readOnce: 0, saved: 0 };
  return { ...(await enterMade(service, system, client, signal)), ids };
}

/** Into the adapter of a system prompt. One that is damaged, or removed since it was found, is made again. */
async function enterMade(
  service: Service,
  system: string,
  client: Client,
  signal: AbortSignal,
): Promise<Omit<Session, "ids">> {
  for (let again = false; ; again = true) {
    const { record, made } = await ensureAdapter(service, system, client, signal);
    const cost = made ? { readOnce: record.promptTokens, saved: 0 } : { readOnce: 0, saved: record.contextTokens };
    try {
      return { ...(await enter(service, client, signal, record.id)), ...cost };
    } catch (error) {
      const gone = error instanceof ApiError && error.details.code === "adapter_not_found";
      if (again || !gone) throw error;
    }
  }
}

/** For a prompt that is there as it is to be read. */
export async function openPrompt(
  service: Service,
  name: string,
  client: Client,
  signal: AbortSignal,
): Promise<Session> {
  const named = await adapterNamed(service, name, client, signal);
  return { ...(await enter(service, client, signal, named?.id)), ids: [], readOnce: 0, saved: 0 };
}

/** The adapter of a prompt, with the time it took in the metrics if it was made. */
export async function ensureAdapter(
  service: Service,
  prompt: string,
  client: Client,
  signal: AbortSignal,
  shared = false,
): ReturnType<Service["adapters"]["ensure"]> {
  const start = performance.now();
  const found = await service.adapters.ensure(prompt, client, { signal, shared });
  if (found.made) service.metrics.generation.observe((performance.now() - start) / 1000);
  return found;
}

function checkLength({ edge: { config } }: Service, tokens: number): void {
  if (tokens >= config.positions)
    throw badRequest(
      `the conversation has ${tokens} tokens; this model's context holds ${config.positions}`,
      "messages",
      "context_length_exceeded",
    );
}

/** Tokens of a request. */
export interface Counts {
  prompt: number;
  /** Of these, not computed again. */
  cached: number;
  completion: number;
  /** Those of the system prompt that nobody had to read. */
  saved: number;
}

/** Counts an answer, the nth (from 0) to its prompt, which counts once however many there are. */
export function countAnswer(
  counts: Counts,
  nth: number,
  { completionTokens, cachedTokens }: Pick<Ending, "completionTokens" | "cachedTokens">,
): void {
  counts.completion += completionTokens;
  if (nth === 0) counts.cached += cachedTokens;
}

/** Tells the metrics, too. */
export function usageOf({ metrics }: Service, { prompt, cached, completion, saved }: Counts): Usage {
  metrics.promptTokens.inc(prompt);
  metrics.cachedTokens.inc(cached);
  metrics.completionTokens.inc(completion);
  metrics.savedTokens.inc(saved);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
    prompt_tokens_saved: saved,
  };
}
