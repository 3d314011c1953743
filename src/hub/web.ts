/** @file Requests to the Hub: with the token where it belongs, tried again where that may help. */

import { setTimeout as sleep } from "node:timers/promises";
import { HubError } from "../errors.js";
import { refusal } from "./refusal.js";
import { repositoryText, type RepositoryId } from "./repository.js";
import type { HubSettings } from "./settings.js";

/** Tries in all, and the wait before the second one, doubled for each more. */
export const attempts = 5;
const firstWaitMs = 500;
const longestWaitMs = 60_000;

/** Connections that broke; a name that is unknown or a port that nobody listens on stays so. */
const passing = /^(ECONNRESET|ETIMEDOUT|EPIPE|EAI_AGAIN|UND_ERR_)/;

/** Waits before try `attempt` + 1. Throws the signal's reason if it aborts. */
export async function backOff(attempt: number, signal?: AbortSignal, atLeastMs = 0): Promise<void> {
  // Clients that failed together should not come back together.
  const wait = firstWaitMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  await sleep(Math.min(longestWaitMs, Math.max(wait, atLeastMs)), undefined, signal && { signal }).catch(() => {
    signal?.throwIfAborted();
  });
}

/** Codes of an error and its causes: fetch hides what happened behind "fetch failed". */
function codeOf(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code } = e as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
  }
  return undefined;
}

/** Whether a connection broke, so that another try may do better. */
export const isPassing = (error: unknown): boolean => passing.test(codeOf(error) ?? "");

/** A connection that can't be made, as an error that says what to do. */
export const unreachable = (error: unknown, url: URL, id: RepositoryId): HubError =>
  new HubError(
    repositoryText(id),
    `${url.host} can't be reached (${codeOf(error) ?? String(error)}); check the connection and HF_ENDPOINT, or set HF_HUB_OFFLINE=1 to use what is in the cache`,
    undefined,
    { cause: error },
  );

/**
 * A `fetch` for one repository. It tries again where the Hub is busy (429, 5xx) or the connection breaks before an
 * answer; what is not OK then is a `HubError`. A body that breaks later is the reader's to ask for again.
 */
export function hubFetch(settings: HubSettings, id: RepositoryId, signal?: AbortSignal): typeof fetch {
  const { origin } = new URL(settings.endpoint);
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    // On a redirect to another origin, fetch itself drops this header.
    if (settings.token && url.origin === origin) headers.set("authorization", `Bearer ${settings.token}`);
    const both = [signal, init.signal].filter((s) => s instanceof AbortSignal);
    const request = { ...init, headers, signal: AbortSignal.any(both) };
    for (let attempt = 1; ; attempt++) {
      let response: Response;
      try {
        response = await fetch(url, request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (attempt === attempts || !isPassing(error)) throw unreachable(error, url, id);
        await backOff(attempt, request.signal);
        continue;
      }
      if (response.ok) return response;
      await response.body?.cancel();
      if (attempt === attempts || (response.status !== 429 && response.status < 500))
        throw refusal(response, id, settings);
      await backOff(attempt, request.signal, 1000 * Number(response.headers.get("retry-after") ?? 0) || 0);
    }
  };
}
