/** @file Many streams of one model decoded together: one run a token for all of them; they join and leave at any token. */

import type { Growing, Program, Resident } from "../runtime/program.js";
import type { DecoderConfig } from "./config.js";
import { checkPrompt, chooser, tokenLimit, type Chooser, type GenerateOptions } from "./generate-options.js";
import { cacheSpec, stepFeeds } from "./generation-graph.js";
import type { PrefixCache, PrefixOwner } from "./prefix-cache.js";
import { textOf } from "./text-stream.js";
import { TokenQueue } from "./token-queue.js";
import type { Tokenizer } from "./tokenizer-core.js";

export interface BatchOptions {
  /** Streams that are decoded together at most (16 by default); more wait for their turn. */
  maxStreams?: number;
  /** Tokens of a joining prompt that are read between two tokens of the others (256 by default). */
  promptTokens?: number;
  /** Keeps what streams read and wrote for those that begin alike, which then read only the rest; none by default. */
  prefixes?: PrefixCache;
}

export interface StreamOptions extends GenerateOptions {
  /** With whose streams this one may share what it reads; with all that name none by default. */
  scope?: string;
}

/** A model as it is run. */
export interface BatchModel {
  config: DecoderConfig;
  tokenizer: Tokenizer;
  program: Program;
  /** Its variable weights. */
  resident: Resident;
}

export class BatchDecoder {
  readonly #maxStreams: number;
  readonly #promptTokens: number;
  readonly #prefixes: PrefixCache | undefined;
  /** In the order they came; the first of them may have read a part of its prompt. */
  readonly #waiting: Stream[] = [];
  /** Those that are decoded: stream i is row i of the cache. */
  readonly #active: Stream[] = [];
  #cache: Growing | undefined;
  #working = false;

  constructor(
    private readonly model: BatchModel,
    { maxStreams = 16, promptTokens = 256, prefixes }: BatchOptions = {},
  ) {
    this.#maxStreams = maxStreams;
    this.#promptTokens = promptTokens;
    this.#prefixes = prefixes;
  }

  /** Streams that are decoded now, and those that wait. */
  get load(): { active: number; waiting: number } {
    return { active: this.#active.length, waiting: this.#waiting.length };
  }

  /**
   * Token ids behind `ids`, as `LanguageModel.tokens` gives them. The stream joins when its first token is asked for; its
   * place is free as soon as it ends, is left, or its signal is aborted.
   */
  async *add(ids: readonly number[], options: StreamOptions = {}): AsyncGenerator<number, void, undefined> {
    checkPrompt(this.model.config, ids, this.model.config.positions - 1);
    if (options.signal?.aborted) return;
    const stream = new Stream(ids, options, this.model);
    const leave = (): void => stream.queue.end();
    options.signal?.addEventListener("abort", leave, { once: true });
    this.#waiting.push(stream);
    void this.#work();
    try {
      yield* stream.queue;
    } finally {
      options.signal?.removeEventListener("abort", leave);
      leave();
    }
  }

  /** Text behind a prompt's tokens, as `LanguageModel.stream` gives it. */
  text(ids: readonly number[], options: StreamOptions = {}): AsyncGenerator<string, void, undefined> {
    return textOf(this.model.tokenizer, this.add(ids, options), options.stop);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (;;) {
        await this.#clear();
        // Nothing may come between this and the end, or a stream that joins then would wait for ever.
        if (this.#active.length + this.#waiting.length === 0) return;
        if (this.#waiting.length > 0 && this.#active.length < this.#maxStreams) await this.#read(this.#waiting[0]!);
        if (this.#active.length > 0) await this.#step();
      }
    } catch (error) {
      // The program can't run any more, or not with these weights: nobody's stream goes on.
      for (const { queue, cache } of [...this.#active.splice(0), ...this.#waiting.splice(0)]) {
        queue.fail(error as Error);
        cache?.release();
      }
      this.#cache?.release();
      this.#cache = undefined;
    } finally {
      this.#working = false;
    }
  }

  /** Takes out the streams that have ended. */
  async #clear(): Promise<void> {
    for (let i = this.#waiting.length - 1; i >= 0; i--)
      if (this.#waiting[i]!.queue.ended) this.#keepPrompt(this.#waiting.splice(i, 1)[0]!);
    for (let row = this.#active.length - 1; row >= 0; row--) {
      if (!this.#active[row]!.queue.ended) continue;
      await this.#keepRow(this.#active[row]!, row);
      const last = this.#active.pop()!;
      if (row === this.#active.length) continue;
      this.#active[row] = last;
      await this.#cache!.copyRow(this.#active.length, row, last.past);
    }
    if (this.#active.length === 0) {
      this.#cache?.release();
      this.#cache = undefined;
    }
  }

  /** Reads some more of a prompt; at its end the stream has its first token, and joins. */
  async #read(stream: Stream): Promise<void> {
    if (!stream.cache) await this.#open(stream);
    const part = stream.history.slice(stream.past, stream.past + this.#promptTokens);
    const logits = await this.#run([part], [stream.past], stream.cache!);
    stream.past += part.length;
    if (stream.past < stream.history.length) return;
    stream.take(logits);
    if (!stream.queue.ended) {
      this.#cache ??= await this.#row();
      await this.#cache.copyRow(0, this.#active.length, stream.past, stream.cache);
      this.#active.push(stream);
    }
    // Behind all that can fail: what is in neither list would be told of no failure.
    this.#waiting.splice(this.#waiting.indexOf(stream), 1);
    this.#keepPrompt(stream);
  }

  /** Gives a stream its cache, with what is known of its prompt. */
  async #open(stream: Stream): Promise<void> {
    stream.cache = await this.#row();
    stream.past = stream.cached =
      (await this.#prefixes?.recall(this.#owner(stream), stream.history, stream.cache)) ?? 0;
  }

  /** Keeps what a stream has read of its prompt, or frees it. */
  #keepPrompt(stream: Stream): void {
    const { cache, history, past } = stream;
    stream.cache = undefined;
    if (cache && this.#prefixes && past > 0) this.#prefixes.keep(this.#owner(stream), history.slice(0, past), cache);
    else cache?.release();
  }

  /** Keeps what a stream has read and written. */
  async #keepRow(stream: Stream, row: number): Promise<void> {
    const [owner, ids] = [this.#owner(stream), stream.history.slice(0, stream.past)];
    if (!this.#prefixes?.wants(owner, ids)) return;
    const cache = await this.#row();
    await cache.copyRow(row, 0, ids.length, this.#cache);
    this.#prefixes.keep(owner, ids, cache);
  }

  #owner({ options: { scope = "" } }: Stream): PrefixOwner {
    return { resident: this.model.resident, scope };
  }

  #row(): Promise<Growing> {
    return this.model.program.growing(cacheSpec(this.model.config, 1));
  }

  /** One token for every stream. */
  async #step(): Promise<void> {
    const streams = [...this.#active];
    const logits = await this.#run(
      streams.map(({ history }) => [history.at(-1)!]),
      streams.map(({ past }) => past),
      this.#cache!,
    );
    const { vocabularySize } = this.model.config;
    streams.forEach((stream, row) => {
      stream.past++;
      stream.take(logits.subarray(row * vocabularySize, (row + 1) * vocabularySize));
    });
  }

  async #run(ids: readonly (readonly number[])[], lengths: readonly number[], cache: Growing): Promise<Float32Array> {
    const { program, resident } = this.model;
    const results = await program.run(stepFeeds(ids, lengths), {
      with: [resident],
      grow: { cache, lengths },
      transfer: true,
    });
    return results["logits"]!.data as Float32Array;
  }
}

class Stream {
  readonly queue = new TokenQueue();
  readonly history: number[];
  /** Tokens in the cache. */
  past = 0;
  /** Those that were there before it. */
  cached = 0;
  /** Its own, while the prompt is read. */
  cache: Growing | undefined;
  readonly #choose: Chooser;
  readonly #limit: number;
  readonly #start = performance.now();
  #taken = 0;

  constructor(
    prompt: readonly number[],
    readonly options: StreamOptions,
    private readonly model: BatchModel,
  ) {
    this.history = [...prompt];
    this.#choose = chooser(model.tokenizer, options);
    this.#limit = tokenLimit(model.config, prompt.length, options);
    if (this.#limit === 0) this.queue.end();
  }

  /** Chooses the next token from its logits. */
  take(logits: Float32Array): void {
    if (this.queue.ended) return;
    try {
      const id = this.#choose(logits, this.history, this.#taken);
      if (this.#taken++ === 0)
        this.options.onFirstToken?.({
          promptTokens: this.history.length,
          cachedTokens: this.cached,
          milliseconds: performance.now() - this.#start,
        });
      if (this.model.tokenizer.eosIds.includes(id)) return this.queue.end();
      this.history.push(id);
      this.queue.push(id);
      if (this.#taken >= this.#limit) this.queue.end();
    } catch (error) {
      // A stream whose numbers fail must not take the others with it.
      this.queue.fail(error as Error);
    }
  }
}
