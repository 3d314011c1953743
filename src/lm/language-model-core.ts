/** @file A language model that runs: prefill and decode over a key–value cache. */

import { InputError } from "../errors.js";
import type { Compile, Derivation, Growing, Program, Resident } from "../runtime/program.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { BatchDecoder, type BatchOptions } from "./batch-decoder.js";
import type { Checkpoint } from "./checkpoint-common.js";
import { parseConfig, type DecoderConfig } from "./config.js";
import type { DecodeOptions } from "./decoder.js";
import { cacheSpec, generationGraph, stepFeeds } from "./generation-graph.js";
import { checkPrompt, chooser, tokenLimit, type GenerateOptions } from "./generate-options.js";
import { readPackedWeights, type WeightBits } from "./packed-weights.js";
import type { Logits } from "./sampling.js";
import { textOf } from "./text-stream.js";
import type { Message, Tokenizer } from "./tokenizer-core.js";

export interface LanguageModelOptions {
  threads?: number;
  /** Where the graph runs; see `compile`. `worker` by default. */
  thread?: "main" | "worker";
  /** Names of weights that may be replaced after loading (by an adapter's merged ones); the others are bound for good. */
  variable?: (config: DecoderConfig) => readonly string[];
  /**
   * Bits of the projections and the head, in blocks of 32 as ggml's Q8_0 and Q4_0; `w8a8` has 8 bits with a scale for each
   * row, and a token's activations in 8 bits too, which is the fastest for prompts and for several conversations at once;
   * `stored` leaves those of a GGUF file as they are, where they can be computed with (Q4_0, Q4_1, Q4_K, Q8_0). In fewer
   * than 32, embeddings are in 8, in blocks. Variable weights stay in 32.
   */
  bits?: WeightBits;
  /** With 8 or 4 bits, round activations to 8 bits too (on by default): decoding is about twice as fast, and less exact. */
  roundActivations?: boolean;
  /** What takes part besides the weights; its tensors may be replaced after loading as variable weights are. */
  attach?: (config: DecoderConfig) => Attachment;
}

/** What a model is made of, wherever that comes from. */
export interface ModelParts {
  /** Read from while the model is made, and not closed; the tensors that it gives are the model's from then on. */
  checkpoint: Checkpoint;
  tokenizer: Tokenizer;
  /** Of the runtime that computes. */
  compile: Compile;
}

/** Additions to projections that read inputs of their own, and what these hold at first. */
export interface Attachment {
  adapt: NonNullable<DecodeOptions["adapt"]>;
  tensors: TensorMap;
}

export type { GenerateOptions } from "./generate-options.js";

/** Text as it is, or messages through the model's chat template. */
export type Prompt = string | readonly Message[];

/** Tokens whose logits are read in one run: of 49,152 each, those of 64 are 12 MB. */
const readAtOnce = 64;

/** Tokens of a prompt that are read in one run: what attention computes with grows with their square. */
const promptPart = 256;

/** The compiled graph of one model, shared by every variant of its weights. */
interface Core {
  source: string;
  config: DecoderConfig;
  tokenizer: Tokenizer;
  program: Program;
  /** What may be replaced, as loaded. */
  loaded: Resident;
}

export class LanguageModel {
  private constructor(
    private readonly core: Core,
    /** The variable weights in use. */
    private readonly resident: Resident,
  ) {}

  /** Compiles a model. Throws a `FileError` for weights that are missing or do not fit. */
  static async of({ checkpoint, tokenizer, compile }: ModelParts, options: LanguageModelOptions = {}) {
    const config = parseConfig(checkpoint.config, checkpoint.source);
    const { thread = "worker", threads, bits = 32, roundActivations = true } = options;
    const keep = options.variable?.(config) ?? [];
    const { plain, parts, layouts } = await readPackedWeights(checkpoint, config, { bits, roundActivations, keep });
    const attached = options.attach?.(config);
    const variable = { ...pick(plain, keep), ...attached?.tensors };
    const program = await compile(
      generationGraph(config, { packed: layouts, ...(attached && { adapt: attached.adapt }) }),
      // Nobody else has what was just read.
      { weights: { ...omit(plain, keep), ...parts }, thread, transfer: true, ...(threads ? { threads } : {}) },
    );
    const loaded = await program.hold(variable, { transfer: true });
    return new LanguageModel({ source: checkpoint.source, config, tokenizer, program, loaded }, loaded);
  }

  get source(): string {
    return this.core.source;
  }
  get config(): DecoderConfig {
    return this.core.config;
  }
  get tokenizer(): Tokenizer {
    return this.core.tokenizer;
  }
  /** The same model with other values for some of its variable weights; both stay usable and share the rest. */
  async withWeights(replaced: TensorMap): Promise<LanguageModel> {
    this.checkVariable(replaced);
    const { program, loaded } = this.core;
    return new LanguageModel(this.core, await program.hold(replaced, { over: loaded }));
  }

  /** The same model with values derived from some of its variable weights as loaded, where it runs; as `withWeights`. */
  async withDerived(derivation: Derivation): Promise<LanguageModel> {
    this.checkVariable(derivation.feeds);
    const { program, loaded } = this.core;
    return new LanguageModel(this.core, await program.derive(loaded, derivation));
  }

  private checkVariable(replaced: object): void {
    for (const name of Object.keys(replaced))
      if (!this.core.loaded.names.includes(name))
        throw new InputError(`${name} is not a variable weight of this model`);
  }

  /** Token ids of a prompt. */
  encode(prompt: Prompt): number[] {
    const { tokenizer } = this.core;
    if (typeof prompt === "string") return tokenizer.encode(prompt);
    return tokenizer.encodeChat(prompt, { addGenerationPrompt: true });
  }

  /** Generates text piece by piece; pieces never split a character. Throws an `InputError` if the prompt does not fit. */
  async *stream(prompt: Prompt, options: GenerateOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* textOf(this.core.tokenizer, this.tokens(this.encode(prompt), options), options.stop);
  }

  async complete(prompt: Prompt, options: GenerateOptions = {}): Promise<string> {
    let text = "";
    for await (const piece of this.stream(prompt, options)) text += piece;
    return text;
  }

  /** Generates token ids behind `ids` until an end token (which is not yielded), `maxTokens`, the context's end, or the signal. */
  async *tokens(ids: readonly number[], options: GenerateOptions = {}): AsyncGenerator<number, void, undefined> {
    const { config, tokenizer } = this.core;
    checkPrompt(config, ids, config.positions - 1);
    const limit = tokenLimit(config, ids.length, options);
    const choose = chooser(tokenizer, options);
    const history = [...ids];
    const cache = await this.core.program.growing(cacheSpec(config, 1));
    try {
      const start = performance.now();
      let past = 0;
      for (let n = 0; n < limit && !options.signal?.aborted; n++) {
        const id = choose(await this.step(history.slice(past), cache, past), history, n);
        past = history.length;
        if (n === 0)
          options.onFirstToken?.({
            promptTokens: ids.length,
            cachedTokens: 0,
            milliseconds: performance.now() - start,
          });
        if (tokenizer.eosIds.includes(id)) return;
        yield id;
        history.push(id);
      }
    } finally {
      cache.release();
    }
  }

  /** Logits [vocabulary] of the token behind each of `ids`, in their order. Throws an `InputError` if they do not fit. */
  async *promptLogits(
    ids: readonly number[],
    { signal }: Pick<GenerateOptions, "signal"> = {},
  ): AsyncGenerator<Logits, void, undefined> {
    const { config, program } = this.core;
    checkPrompt(config, ids, config.positions);
    const cache = await program.growing(cacheSpec(config, 1));
    try {
      for (let past = 0; past < ids.length && !signal?.aborted; past += readAtOnce) {
        const results = await program.run(stepFeeds([ids.slice(past, past + readAtOnce)], [past], true), {
          with: [this.resident],
          grow: { cache, lengths: [past] },
          transfer: true,
        });
        const all = results["logits"]!.data as Float32Array;
        for (let at = 0; at < all.length; at += config.vocabularySize)
          yield all.subarray(at, at + config.vocabularySize);
      }
    } finally {
      cache.release();
    }
  }

  /** Logits [vocabulary] of the token behind `ids`. */
  async lastLogits(ids: readonly number[]): Promise<Float32Array> {
    const cache = await this.core.program.growing(cacheSpec(this.config, 1));
    try {
      return await this.step(ids, cache, 0);
    } finally {
      cache.release();
    }
  }

  /** Logits [vocabulary] behind `past` cached tokens and `ids`, which the cache takes in. */
  private async step(ids: readonly number[], cache: Growing, past: number): Promise<Float32Array> {
    for (let from = 0; ; from += promptPart) {
      const last = from + promptPart >= ids.length;
      const results = await this.core.program.run(stepFeeds([ids.slice(from, from + promptPart)], [past + from]), {
        wanted: last ? ["logits"] : [],
        with: [this.resident],
        grow: { cache, lengths: [past + from] },
        transfer: true,
      });
      if (last) return results["logits"]!.data as Float32Array;
    }
  }

  /** Decodes several streams together, which join and leave at any token. */
  batch(options?: BatchOptions): BatchDecoder {
    const { config, tokenizer, program } = this.core;
    return new BatchDecoder({ config, tokenizer, program, resident: this.resident }, options);
  }

  /** Frees what this variant holds; the model as loaded, which its variants share, keeps all until it is disposed of. */
  release(): void {
    if (this.resident !== this.core.loaded) this.resident.release();
  }

  /** Ends the model with all its variants. */
  dispose(): Promise<void> {
    return this.core.program.dispose();
  }
}

const pick = (tensors: TensorMap, names: readonly string[]): TensorMap =>
  Object.fromEntries(names.map((name) => [name, tensors[name]!]));
const omit = (tensors: TensorMap, names: readonly string[]): TensorMap =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => !names.includes(name)));
