/** @file A conversation with an edge model. */

import { InputError } from "../errors.js";
import type { BatchDecoder } from "../lm/batch-decoder.js";
import type { GenerateOptions } from "../lm/language-model-core.js";
import { PrefixCache } from "../lm/prefix-cache.js";
import type { Message } from "../lm/tokenizer-core.js";
import type { EdgeModel } from "./edge-model-core.js";

/** Each request is answered behind all that was said before it, which is kept as read: only what is new costs time. */
export class Chat {
  #said: Message[] = [];
  readonly #prefixes: PrefixCache;
  readonly #decoder: BatchDecoder;

  constructor(
    private readonly model: EdgeModel,
    /** A system prompt in context, for a model that is not specialised for it. */
    private readonly system?: string,
  ) {
    this.#prefixes = new PrefixCache(model.config.positions);
    this.#decoder = model.batch({ maxStreams: 1, prefixes: this.#prefixes });
  }

  get messages(): readonly Message[] {
    return [...(this.system === undefined ? [] : [{ role: "system", content: this.system }]), ...this.#said];
  }

  /** Whether the context holds no further word. */
  get full(): boolean {
    return this.model.encode(this.messages).length >= this.model.config.positions;
  }

  /**
   * Streams the answer. One that is stopped is remembered as far as it came. Throws an `InputError` if the context does
   * not hold the conversation with this request, which is then as if it had not been made.
   */
  async *ask(request: string, options?: GenerateOptions): AsyncGenerator<string, void, undefined> {
    const asked = { role: "user", content: request };
    const messages = [...this.messages, asked];
    const ids = this.model.encode(messages);
    const { positions } = this.model.config;
    if (ids.length >= positions)
      throw new InputError(
        `the conversation has ${ids.length} tokens with this request; this model's context holds ${positions}, the answer included`,
      );
    const answer = { role: "assistant", content: "" };
    const before = this.#said;
    this.#said = [...before, asked, answer];
    try {
      for await (const piece of this.#decoder.text(ids, options)) {
        answer.content += piece;
        yield piece;
      }
    } catch (error) {
      this.#said = before;
      throw error;
    }
  }

  /** Forgets what was said; what was read of it stays, for a conversation that begins alike. */
  reset(): void {
    this.#said = [];
  }

  /** Frees what was kept as read. The model stays as it is; what is still asked is read anew each time. */
  dispose(): void {
    this.#prefixes.dispose();
  }
}
