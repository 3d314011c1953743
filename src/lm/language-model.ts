/** @file A language model that runs: prefill and decode over a key–value cache. */

import { InputError } from "../errors.js";
import { input } from "../graph/index.js";
import { compile } from "../runtime/node.js";
import type { Program, Resident } from "../runtime/program.js";
import { f32, i64, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import { openCheckpoint } from "./checkpoint.js";
import { parseConfig, type DecoderConfig } from "./config.js";
import { decode, embed, logits, type Cache } from "./decoder.js";
import { readWeights } from "./read-weights.js";
import { sampler, type SamplingSettings } from "./sampling.js";
import { StopStrings } from "./stop-strings.js";
import { Tokenizer, type Message } from "./tokenizer.js";
import { Weights } from "./weights.js";

export interface LanguageModelOptions {
  threads?: number;
  /** Where the graph runs; see `compile`. `worker` by default. */
  thread?: "main" | "worker";
  /** Names of weights that may be replaced after loading (by an adapter's merged ones); the others are bound for good. */
  variable?: (config: DecoderConfig) => readonly string[];
}

/** Greedy unless a temperature is given. */
export interface GenerateOptions extends SamplingSettings {
  /** New tokens at most; by default as many as the context holds. */
  maxTokens?: number;
  /** Texts at which generation ends; they are not part of the output. */
  stop?: readonly string[];
  signal?: AbortSignal;
  /** Told once, when the first token is there: tokens of the prompt and the time it took. */
  onFirstToken?: (figures: { promptTokens: number; milliseconds: number }) => void;
}

/** Text as it is, or messages through the model's chat template. */
export type Prompt = string | readonly Message[];

/** The compiled graph of one model, shared by every variant of its weights. */
interface Core {
  source: string;
  config: DecoderConfig;
  tokenizer: Tokenizer;
  program: Program;
  /** All weights as loaded. */
  weights: TensorMap;
}

export class LanguageModel {
  private constructor(
    private readonly core: Core,
    /** The variable weights in use. */
    private readonly resident: Resident,
  ) {}

  /** Loads a model directory or GGUF file. Throws a `FileError` for what is missing or does not fit. */
  static async load(path: string, options: LanguageModelOptions = {}): Promise<LanguageModel> {
    const checkpoint = await openCheckpoint(path);
    try {
      const config = parseConfig(checkpoint.config, checkpoint.source);
      const weights = await readWeights(checkpoint, config);
      const variable = options.variable?.(config) ?? [];
      const bound = Object.fromEntries(Object.entries(weights).filter(([name]) => !variable.includes(name)));
      const { thread = "worker", threads } = options;
      const program = await compile(generationGraph(config), {
        weights: bound,
        thread,
        ...(threads ? { threads } : {}),
      });
      const resident = await program.hold(Object.fromEntries(variable.map((name) => [name, weights[name]!])));
      return new LanguageModel(
        { source: path, config, tokenizer: await Tokenizer.load(path), program, weights },
        resident,
      );
    } finally {
      await checkpoint.close();
    }
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
  /** Weights as loaded, by name, f32. */
  get weights(): TensorMap {
    return this.core.weights;
  }

  /** The same model with other values for some of its variable weights; both stay usable and share the rest. */
  async withWeights(replaced: TensorMap): Promise<LanguageModel> {
    const all = Object.fromEntries(
      this.resident.names.map((name) => [name, replaced[name] ?? this.core.weights[name]!]),
    );
    for (const name of Object.keys(replaced))
      if (!(name in all)) throw new InputError(`${name} is not a variable weight of this model`);
    return new LanguageModel(this.core, await this.core.program.hold(all));
  }

  /** Token ids of a prompt. */
  encode(prompt: Prompt): number[] {
    const { tokenizer } = this.core;
    if (typeof prompt === "string") return tokenizer.encode(prompt);
    return tokenizer.encode(tokenizer.chat(prompt, { addGenerationPrompt: true }), { addSpecial: false });
  }

  /** Generates text piece by piece; pieces never split a character. Throws an `InputError` if the prompt does not fit. */
  async *stream(prompt: Prompt, options: GenerateOptions = {}): AsyncGenerator<string, void, undefined> {
    const text = this.core.tokenizer.decodeStream({ skipSpecial: true });
    const stops = new StopStrings(options.stop ?? []);
    for await (const id of this.tokens(this.encode(prompt), options)) {
      const piece = stops.push(text.push(id));
      if (piece) yield piece;
      if (stops.stopped) return;
    }
    const rest = stops.push(text.end()) + stops.finish();
    if (rest) yield rest;
  }

  async complete(prompt: Prompt, options: GenerateOptions = {}): Promise<string> {
    let text = "";
    for await (const piece of this.stream(prompt, options)) text += piece;
    return text;
  }

  /** Generates token ids behind `ids` until an end token (which is not yielded), `maxTokens`, the context's end, or the signal. */
  async *tokens(ids: readonly number[], options: GenerateOptions = {}): AsyncGenerator<number, void, undefined> {
    const { config, tokenizer } = this.core;
    if (ids.length === 0) throw new InputError("the prompt is empty: there is nothing to go on from");
    if (ids.length >= config.positions)
      throw new InputError(`the prompt has ${ids.length} tokens; this model's context holds ${config.positions}`);
    const alien = ids.find((id) => id >= config.vocabularySize);
    if (alien !== undefined)
      throw new InputError(
        `the prompt has token ${alien}; this model has ${config.vocabularySize}: its tokenizer is another model's`,
      );
    const limit = Math.min(options.maxTokens ?? Infinity, config.positions - ids.length);
    const sample = sampler({ temperature: 0, ...options });
    const history = [...ids];
    let cache = emptyCache(config);
    let fresh = ids;
    const start = performance.now();
    for (let n = 0; n < limit && !options.signal?.aborted; n++) {
      const step = await this.step(fresh, cache);
      cache = step.cache;
      const id = sample(step.logits, history);
      if (n === 0) options.onFirstToken?.({ promptTokens: ids.length, milliseconds: performance.now() - start });
      if (tokenizer.eosIds.includes(id)) return;
      yield id;
      history.push(id);
      fresh = [id];
    }
  }

  /** Logits [vocabulary] of the token behind `ids`. */
  async lastLogits(ids: readonly number[]): Promise<Float32Array> {
    return (await this.step(ids, emptyCache(this.config))).logits;
  }

  /** Logits [vocabulary] behind the tokens `ids`, and the cache grown by them. The old cache is used up. */
  private async step(ids: readonly number[], cache: TensorMap): Promise<{ logits: Float32Array; cache: TensorMap }> {
    const past = cache[pastName(0, "key")]!.shape[2]!;
    const total = past + ids.length;
    const feeds: TensorMap = {
      ids: i64([1, ids.length], ids),
      lengths: { dtype: "i32", shape: [1], data: Int32Array.of(total - 1) },
      total: { dtype: "i32", shape: [], data: Int32Array.of(total) },
      read_at: i64([1, 1], [ids.length - 1]),
      ...(this.core.program.inputs.includes("positions")
        ? {
            positions: i64(
              [1, ids.length],
              ids.map((_, i) => past + i),
            ),
          }
        : {}),
      ...cache,
    };
    const results = await this.core.program.run(feeds, { with: [this.resident], transfer: true });
    const { logits: last, ...grown } = results;
    return {
      logits: last!.data as Float32Array,
      cache: Object.fromEntries(Object.entries(grown).map(([name, t]) => [name.replace("present", "past"), t])),
    };
  }

  /** Frees what this variant holds. */
  release(): void {
    this.resident.release();
  }

  /** Ends the model with all its variants. */
  dispose(): Promise<void> {
    return this.core.program.dispose();
  }
}

const pastName = (layer: number, part: "key" | "value"): string => `past.${layer}.${part}`;

/** Outputs of one step over a cache: logits of one position a row, and the grown cache. */
function generationGraph(config: DecoderConfig): Record<string, ReturnType<typeof input>> {
  const weights = new Weights();
  const shape = ["rows", config.keyValueHeads, "past", config.headWidth];
  const cache: Cache = {
    layers: Array.from({ length: config.layers }, (_, i) => ({
      key: input(pastName(i, "key"), shape),
      value: input(pastName(i, "value"), shape),
    })),
    lengths: input("lengths", ["rows"], "i32"),
    total: input("total", [], "i32"),
    positions: input("positions", ["rows", "tokens"], "i64"),
  };
  const readAt = input("read_at", ["rows", 1], "i64");
  const decoded = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")), {
    cache,
    readAt,
  });
  const present = decoded.cache!.flatMap(
    ({ key, value }, i) =>
      [
        [`present.${i}.key`, key],
        [`present.${i}.value`, value],
      ] as const,
  );
  return { logits: logits(config, weights, decoded.hidden), ...Object.fromEntries(present) };
}

function emptyCache({ layers, keyValueHeads, headWidth }: DecoderConfig): TensorMap {
  const empty = (): HostTensor => f32([1, keyValueHeads, 0, headWidth], []);
  return Object.fromEntries(
    Array.from(
      { length: layers },
      (_, i) =>
        [
          [pastName(i, "key"), empty()],
          [pastName(i, "value"), empty()],
        ] as const,
    ).flat(),
  );
}
