/** @file The edge model: a language model whose FFN weights an adapter can take the place of. */

import type { DecoderConfig } from "../lm/config.js";
import { LanguageModel, type GenerateOptions, type LanguageModelOptions, type Prompt } from "../lm/language-model.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { ffnProjections, projectionName, type Projection } from "../lm/weights.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Adapter } from "./adapter.js";
import { merge } from "./merge.js";

export interface EdgeModelOptions extends Omit<LanguageModelOptions, "variable"> {
  /** Projections that adapters may change; those of the FFN by default. */
  adaptable?: readonly Projection[];
}

export class EdgeModel {
  private constructor(private readonly model: LanguageModel) {}

  /** Loads a model directory or GGUF file. */
  static async load(path: string, { adaptable, ...options }: EdgeModelOptions = {}): Promise<EdgeModel> {
    const variable = (c: DecoderConfig): string[] =>
      Array.from({ length: c.layers }, (_, i) =>
        (adaptable ?? ffnProjections(c)).map((p) => `${projectionName(c, i, p)}.weight`),
      ).flat();
    return new EdgeModel(await LanguageModel.load(path, { ...options, variable }));
  }

  get config(): DecoderConfig {
    return this.model.config;
  }
  get tokenizer(): Tokenizer {
    return this.model.tokenizer;
  }
  get source(): string {
    return this.model.source;
  }

  /**
   * This model with the adapter merged into its weights: it runs at the speed of the base model. The base stays as it
   * is, and both share all weights that the adapter leaves alone. Throws a `ShapeError` if the adapter does not fit.
   */
  async specialize(adapter: Adapter): Promise<EdgeModel> {
    return new EdgeModel(await this.model.withWeights(await this.mergedWeights(adapter)));
  }

  /** The weights that the adapter changes, merged, by name. */
  mergedWeights(adapter: Adapter): Promise<TensorMap> {
    return merge(this.config, this.model.weights, adapter);
  }

  /** All weights as loaded. */
  get weights(): TensorMap {
    return this.model.weights;
  }

  encode(prompt: Prompt): number[] {
    return this.model.encode(asMessages(prompt));
  }

  /** Streams the answer to a request (a user message), or to messages. */
  stream(prompt: Prompt, options?: GenerateOptions): AsyncGenerator<string, void, undefined> {
    return this.model.stream(asMessages(prompt), options);
  }

  complete(prompt: Prompt, options?: GenerateOptions): Promise<string> {
    return this.model.complete(asMessages(prompt), options);
  }

  /** Frees a specialised model's own weights; the base stays usable. */
  release(): void {
    this.model.release();
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}

/** A text is a user's request. */
const asMessages = (prompt: Prompt): Prompt =>
  typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
