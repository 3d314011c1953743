/** @file A request's course: it opens a session, answers, and ends it, whether it answers whole or as a stream. */

import type { Context } from "hono";
import { lifetime, type Env } from "./context.js";
import { finished } from "./finished.js";
import type { Service } from "./service.js";
import type { Session } from "./session.js";
import { streamEvents } from "./sse.js";

export interface Course {
  session: Session;
  signal: AbortSignal;
  /** Tells the metrics of the first of all first tokens. */
  onFirstToken: () => void;
  /** Answers with events; the session ends with them. */
  stream(events: AsyncGenerator<object, void, undefined>): Response;
}

export async function inSession<T>(
  c: Context<Env>,
  service: Service,
  open: (signal: AbortSignal) => Promise<Session>,
  answer: (course: Course) => Promise<T>,
): Promise<T> {
  const { signal, end } = lifetime(c, service.deadline);
  let session: Session | undefined;
  const ends = { withStream: false };
  const close = (): void => {
    session?.done();
    end();
  };
  try {
    session = await open(signal);
    return await answer({
      session,
      signal,
      onFirstToken: firstToken(service, c.get("arrived")),
      stream(events) {
        const response = streamEvents(c, events, {
          signal,
          end(error) {
            close();
            finished(c, service, error);
          },
        });
        ends.withStream = true;
        return response;
      },
    });
  } finally {
    if (!ends.withStream) close();
  }
}

function firstToken({ metrics }: Service, arrived: number): () => void {
  let told = false;
  return () => {
    if (!told) metrics.firstToken.observe((performance.now() - arrived) / 1000);
    told = true;
  };
}
