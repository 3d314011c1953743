/** @file The edge model: a language model whose FFN weights an adapter can take the place of. */

import type { BatchDecoder, BatchOptions } from "../lm/batch-decoder.js";
import type { DecoderConfig } from "../lm/config.js";
import {
  LanguageModel,
  type GenerateOptions,
  type LanguageModelOptions,
  type ModelParts,
  type Prompt,
} from "../lm/language-model-core.js";
import type { Logits } from "../lm/sampling.js";
import type { Tokenizer } from "../lm/tokenizer-core.js";
import { ffnProjections, projectionWeights, type Projection } from "../lm/weights.js";
import type { Adapter } from "./adapter.js";
import { attachedFactors, attachment } from "./attached.js";
import { merging } from "./merge-core.js";

export interface EdgeModelOptions extends Omit<LanguageModelOptions, "variable" | "attach"> {
  /** Projections that adapters may change; those of the FFN by default. */
  adaptable?: readonly Projection[];
  /**
   * `merged` into weights of 32 bits costs nothing at each token; `attached` beside them costs two thin products a
   * projection, and leaves the weights as small as `bits` says. Attached by default where `bits` are not 32.
   */
  adapters?: "merged" | "attached";
}

export class EdgeModel {
  private constructor(
    private readonly model: LanguageModel,
    /** Projections that adapters are attached to; undefined where they are merged. */
    private readonly attached: readonly Projection[] | undefined,
  ) {}

  /** Compiles an edge model. Throws a `FileError` for weights that are missing or do not fit. */
  static async of(parts: ModelParts, options: EdgeModelOptions = {}): Promise<EdgeModel> {
    const { adaptable, adapters = (options.bits ?? 32) === 32 ? "merged" : "attached", ...rest } = options;
    const projections = (c: DecoderConfig): readonly Projection[] => adaptable ?? ffnProjections(c);
    if (adapters === "attached") {
      const model = await LanguageModel.of(parts, { ...rest, attach: (c) => attachment(c, projections(c)) });
      return new EdgeModel(model, projections(model.config));
    }
    const variable = (c: DecoderConfig): string[] => projectionWeights(c, projections(c));
    return new EdgeModel(await LanguageModel.of(parts, { ...rest, variable }), undefined);
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
   * This model with the adapter; merged into its weights it runs at the speed of the base model. They are merged where the
   * model runs: in its worker, the thread that asks stays free. The base stays as it is, and both share all weights that
   * the adapter leaves alone. Throws a `ShapeError` if the adapter does not fit.
   */
  async specialize(adapter: Adapter): Promise<EdgeModel> {
    const { model, attached, config } = this;
    const specialised = attached
      ? await model.withWeights(attachedFactors(config, attached, adapter))
      : await model.withDerived(merging(config, adapter));
    return new EdgeModel(specialised, attached);
  }

  encode(prompt: Prompt): number[] {
    return this.model.encode(asMessages(prompt));
  }

  /** Streams the answer to a request (a user message), or to messages. */
  stream(prompt: Prompt, options?: GenerateOptions): AsyncGenerator<string, void, undefined> {
    return this.model.stream(asMessages(prompt), options);
  }

  /** Generates token ids behind `ids`; see `LanguageModel`. */
  tokens(ids: readonly number[], options?: GenerateOptions): AsyncGenerator<number, void, undefined> {
    return this.model.tokens(ids, options);
  }

  /** Logits [vocabulary] of the token behind each of `ids`. */
  promptLogits(
    ids: readonly number[],
    options?: Pick<GenerateOptions, "signal">,
  ): AsyncGenerator<Logits, void, undefined> {
    return this.model.promptLogits(ids, options);
  }

  complete(prompt: Prompt, options?: GenerateOptions): Promise<string> {
    return this.model.complete(asMessages(prompt), options);
  }

  /** Decodes several streams of this model together, which join and leave at any token; `encode` gives their prompts. */
  batch(options?: BatchOptions): BatchDecoder {
    return this.model.batch(options);
  }

  /** Frees a specialised model's own weights; the base stays usable, also where it is what is released. */
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
