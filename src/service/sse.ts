/** @file Server-sent events, as OpenAI streams them. */

import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { setTimeout as wait } from "node:timers/promises";
import { asApiError } from "./api-error.js";
import { ClientGone, type Env } from "./context.js";
import { unlessAborted } from "./until-aborted.js";

/** How long a client may take to read that there was an error. */
const lastWordMs = 1000;

export interface StreamOptions {
  /** Ends the stream, also one whose client does not read. */
  signal: AbortSignal;
  /** Called in any case, once nothing more is computed: with the error if there was one, also when the client leaves. */
  end: (error?: unknown) => void;
}

/** Sends each item as an event, then `[DONE]`; an error on the way is an event of its own, and the last. */
export function streamEvents(
  c: Context<Env>,
  items: AsyncGenerator<object, void, undefined>,
  { signal, end }: StreamOptions,
): Response {
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    let failure: unknown;
    try {
      for await (const item of items) {
        if (stream.aborted) throw new ClientGone("the client is gone");
        // A write waits for the client to read: for ever, if that stops to.
        await unlessAborted(stream.writeSSE({ data: JSON.stringify(item) }), signal);
      }
      await unlessAborted(stream.writeSSE({ data: "[DONE]" }), signal);
    } catch (error) {
      failure = error;
    }
    end(failure);
    if (failure === undefined || failure instanceof ClientGone) return;
    const told = stream.writeSSE({ data: JSON.stringify(asApiError(failure).body) }).then(() => true);
    if (await Promise.race([told, wait(lastWordMs, false, { ref: false })])) return;
    stream.abort();
    (c.env as Partial<HttpBindings> | undefined)?.outgoing?.destroy();
  });
}
