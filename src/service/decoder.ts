/** @file How the service decodes: one small interface, behind which streams may be computed one by one or together. */

import type { EdgeModel } from "../adapter/edge-model.js";
import type { Logits, Sampler } from "../lm/sampling.js";
import { FairSlots } from "./fair-slots.js";

export interface DecodeRequest {
  /** An edge model, bare or specialised. */
  model: EdgeModel;
  ids: readonly number[];
  /** Who takes turns with the others. */
  client: string;
  signal: AbortSignal;
}

export interface Decoder {
  /** New ids behind `ids`, each chosen by `choose`, until an end token (not yielded), `maxTokens`, or the context's end. */
  tokens(request: DecodeRequest & { maxTokens?: number; choose: Sampler }): AsyncIterable<number>;
  /** Logits of the token behind each of `ids`. */
  promptLogits(request: DecodeRequest): AsyncIterable<Logits>;
}

/** Streams take turns at the model, token by token; of the clients that wait, each in its turn. */
export function takingTurns(): Decoder {
  const turns = new FairSlots({ slots: 1 });
  async function* inTurns<T>(items: AsyncGenerator<T>, { client, signal }: DecodeRequest): AsyncGenerator<T> {
    try {
      for (;;) {
        const release = await turns.acquire(client, signal);
        let next: IteratorResult<T>;
        try {
          next = await items.next();
        } finally {
          release();
        }
        signal.throwIfAborted();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await items.return(undefined);
    }
  }
  return {
    tokens: ({ maxTokens, choose, ...request }) =>
      inTurns(
        request.model.tokens(request.ids, {
          choose,
          signal: request.signal,
          ...(maxTokens !== undefined && { maxTokens }),
        }),
        request,
      ),
    promptLogits: (request) => inTurns(request.model.promptLogits(request.ids, { signal: request.signal }), request),
  };
}
