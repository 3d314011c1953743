/** @file How the service decodes: one small interface, behind which streams may be computed one by one or together. */

import type { EdgeModel } from "../adapter/edge-model.js";
import type { BatchDecoder } from "../lm/batch-decoder.js";
import type { GenerateOptions } from "../lm/generate-options.js";
import { PrefixCache } from "../lm/prefix-cache.js";
import type { Logits, Sampler } from "../lm/sampling.js";
import { FairSlots } from "./fair-slots.js";
import { oncePer } from "./once-per.js";

export interface DecodeRequest {
  /** An edge model, bare or specialised. */
  model: EdgeModel;
  ids: readonly number[];
  /** Who takes turns with the others. */
  client: string;
  signal: AbortSignal;
}

export interface TokenOptions extends Pick<GenerateOptions, "maxTokens" | "onFirstToken"> {
  choose: Sampler;
}

export interface Decoder {
  /** New ids behind `ids`, each chosen by `choose`, until an end token (not yielded), `maxTokens`, or the context's end. */
  tokens(request: DecodeRequest & TokenOptions): AsyncIterable<number>;
  /** Logits of the token behind each of `ids`. */
  promptLogits(request: DecodeRequest): AsyncIterable<Logits>;
}

/**
 * Streams of the same model are decoded together, a token of each at a time; how many there are is bounded by their places.
 * Of what they read and write, `keptTokens` stay for a client's next requests that begin alike. Prompts that are scored take
 * turns, part by part: of the clients that wait, each in its turn.
 */
export function createDecoder(keptTokens = 0): Decoder {
  const kept = keptTokens > 0 ? { prefixes: new PrefixCache(keptTokens) } : {};
  const batchOf = oncePer((model: EdgeModel): BatchDecoder => model.batch({ maxStreams: Infinity, ...kept }));
  const turns = new FairSlots({ slots: 1 });
  return {
    tokens({ model, ids, client, ...options }) {
      return batchOf(model).add(ids, { ...options, scope: client });
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
