/** @file A trained generator: system prompt in, adapter out, in one graph run. */

import type { Adapter } from "../../adapter/adapter.js";
import { InputError } from "../../errors.js";
import type { Checkpoint } from "../../lm/checkpoint-common.js";
import { readWeights } from "../../lm/read-weights.js";
import type { Tokenizer } from "../../lm/tokenizer-core.js";
import { Weights } from "../../lm/weights.js";
import type { Compile, CompileOptions, Program } from "../../runtime/program.js";
import { f32, type HostTensor, type TensorMap } from "../../tensor/host-tensor.js";
import type { AdapterOutputs } from "../adapter-outputs.js";
import { prefixed } from "../method.js";
import { assembledAdapter } from "./experts.js";
import { promptInputs } from "./loss.js";
import { encodePrompts, readPrompt } from "./meta-tokens.js";
import { route } from "./router.js";
import { longestPrompt, type Dimensions } from "./settings.js";

export interface Generated {
  adapter: Adapter;
  /** G of each meta token: [meta tokens, experts]. */
  gates: HostTensor<"f32">;
  /** Tokens of the prompt, as the cloud model read it (without meta tokens). */
  promptTokens: number;
}

/** `thread` is `worker` unless told. */
export type GeneratorOptions = Pick<CompileOptions, "threads" | "thread">;

/** What a generator is made of, wherever that comes from. */
export interface GeneratorParts {
  /** Where it lies, and the edge model that its adapters are for. */
  directory: string;
  edge: string;
  dimensions: Dimensions;
  /** Trained tensors and running statistics, f32. */
  tensors: TensorMap;
  /** Read from while the generator is made, and not closed. */
  cloud: Checkpoint;
  tokenizer: Tokenizer;
  /** Of the runtime that computes. */
  compile: Compile;
}

export class Generator {
  private constructor(
    /** Directory it was loaded from. */
    readonly directory: string,
    /** Path of the edge model that its adapters are for. */
    readonly edge: string,
    readonly dimensions: Dimensions,
    readonly tokenizer: Tokenizer,
    private readonly program: Program,
    private readonly adapter: AdapterOutputs,
  ) {}

  static async of(parts: GeneratorParts, { threads, thread = "worker" }: GeneratorOptions = {}): Promise<Generator> {
    const { dimensions: d, directory, edge, tokenizer } = parts;
    const weights = { cloud: new Weights("cloud."), generator: new Weights() };
    const { gates } = route(d, readPrompt(d, promptInputs(d), weights.cloud, weights.generator), weights.generator);
    const adapter = assembledAdapter(d, weights.generator, gates);
    const frozen = prefixed("cloud.", await readWeights(parts.cloud, d.cloud));
    const program = await parts.compile(
      { gates, ...adapter.outputs },
      { weights: { ...frozen, ...parts.tensors }, thread, transfer: true, ...(threads ? { threads } : {}) },
    );
    return new Generator(directory, edge, d, tokenizer, program, adapter);
  }

  /** Token ids of a system prompt in the format the generator was trained with. */
  encode(systemPrompt: string): number[] {
    return encodeSystemPrompt(this.tokenizer, systemPrompt);
  }

  /**
   * Reads a system prompt and returns the LoRA that stands for it. Throws an `InputError` for an empty prompt, or one
   * that does not fit into the cloud model's context with its meta tokens.
   */
  async generate(systemPrompt: string): Promise<Generated> {
    if (systemPrompt.trim() === "")
      throw new InputError("the system prompt is empty: there is nothing to make an adapter from");
    const { cloud, metaTokens } = this.dimensions;
    const prompt = this.encode(systemPrompt);
    if (prompt.length > longestPrompt(this.dimensions))
      throw new InputError(
        `the system prompt has ${prompt.length} tokens; with ${metaTokens} meta tokens the cloud model reads at most ${cloud.positions}`,
      );
    const { ids, metaAt } = encodePrompts([prompt], this.dimensions);
    const results = await this.program.run({ prompt_ids: ids, meta_at: metaAt });
    const [, meta, experts] = results["gates"]!.shape as [number, number, number];
    return {
      adapter: this.adapter.read(results),
      gates: f32([meta, experts], results["gates"]!.data as Float32Array),
      promptTokens: prompt.length,
    };
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}

/** The cloud model reads the system message as its chat template writes it, and the meta tokens behind it. */
export const encodeSystemPrompt = (tokenizer: Tokenizer, systemPrompt: string): number[] =>
  tokenizer.encodeChat([{ role: "system", content: systemPrompt }]);
