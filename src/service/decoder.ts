/** @file How the service decodes: one small interface, behind which streams may be computed one by one or together. */

import type { EdgeModel } from "../adapter/edge-model.js";
import type { BatchDecoder } from "../lm/batch-decoder.js";
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

/**
 * Streams of the same model are decoded together, a token of each at a time; how many there are is bounded by their places.
 * Prompts that are scored take turns, part by part: of the clients that wait, each in its turn.
 */
export function createDecoder(): Decoder {
  const batches = new WeakMap<EdgeModel, BatchDecoder>();
  const turns = new FairSlots({ slots: 1 });
  return {
    tokens({ model, ids, signal, choose, maxTokens }) {
      let batch = batches.get(model);
      if (!batch) batches.set(model, (batch = model.batch({ maxStreams: Infinity })));
      return batch.add(ids, { signal, choose, ...(maxTokens !== undefined && { maxTokens }) });
    },
    async *promptLogits({ model, ids, client, signal }) {
      const logits = model.promptLogits(ids, { signal });
      try {
        for (;;) {
          const release = await turns.acquire(client, signal);
          let next: IteratorResult<Logits, void>;
          try {
            next = await logits.next();
          } finally {
            release();
          }
          signal.throwIfAborted();
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await logits.return();
      }
    },
  };
}
