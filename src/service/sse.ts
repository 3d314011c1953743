/** @file Server-sent events, as OpenAI streams them. */

import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { asApiError } from "./api-error.js";
import { ClientGone, type Env } from "./context.js";

/**
 * Sends each item as an event, then `[DONE]`; an error on the way is an event of its own, and the last. `end` is called in
 * any case, also when the client leaves, with the error if there was one.
 */
export function streamEvents(
  c: Context<Env>,
  items: AsyncGenerator<object, void, undefined>,
  end: (error?: unknown) => void,
): Response {
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    let failure: unknown;
    try {
      for await (const item of items) {
        if (stream.aborted) throw new ClientGone("the client is gone");
        await stream.writeSSE({ data: JSON.stringify(item) });
      }
      await stream.writeSSE({ data: "[DONE]" });
    } catch (error) {
      failure = error;
      if (!(error instanceof ClientGone)) await stream.writeSSE({ data: JSON.stringify(asApiError(error).body) });
    } finally {
      end(failure);
    }
  });
}
