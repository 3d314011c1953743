/** @file The expert pools of a generator on an edge: gates in, adapter out, without the cloud model. */

import type { Adapter } from "../../adapter/adapter.js";
import { FileError } from "../../errors.js";
import { input } from "../../graph/index.js";
import { Weights } from "../../lm/weights.js";
import type { Compile, CompileOptions, Program } from "../../runtime/program.js";
import { f32, type TensorMap } from "../../tensor/host-tensor.js";
import type { AdapterOutputs } from "../adapter-outputs.js";
import { assembledAdapter } from "./experts.js";
import type { SavedGates } from "./gates-format.js";
import { metaTokensOf, type PoolDimensions } from "./settings.js";

/** What a pool is made of, wherever that comes from. */
export interface PoolParts {
  /** Directory, repository or URL of the generator. */
  source: string;
  /** SHA-256 of it (its `identityText`), and of the edge model that it was trained with. */
  generator: string;
  edge: string;
  /** SHA-256 of its tensors file, by which gates once named it. */
  tensors: string;
  dimensions: PoolDimensions;
  /** By the names and shapes of `expertShapes`. */
  experts: TensorMap;
  readGates(file: string): Promise<SavedGates>;
  /** Of the runtime that computes. */
  compile: Compile;
}

export class ExpertPool {
  private constructor(
    private readonly parts: Omit<PoolParts, "experts">,
    private readonly program: Program,
    private readonly outputs: AdapterOutputs,
  ) {}

  static async of(parts: PoolParts, options: Pick<CompileOptions, "thread" | "threads"> = {}): Promise<ExpertPool> {
    const { dimensions: d, experts, ...rest } = parts;
    const outputs = assembledAdapter(d, new Weights(), input("gates", [1, metaTokensOf(d), d.settings.experts]));
    const program = await parts.compile(outputs.outputs, { ...options, weights: experts });
    return new ExpertPool({ ...rest, dimensions: d }, program, outputs);
  }

  get source(): string {
    return this.parts.source;
  }
  /** SHA-256 of the generator. */
  get generator(): string {
    return this.parts.generator;
  }
  /** SHA-256 of the edge model that it was trained with. */
  get edge(): string {
    return this.parts.edge;
  }

  /**
   * The adapter that a gates file stands for. Throws a `FileError` with both hashes for gates of another generator or
   * edge model, and with both shapes for gates of another size.
   */
  async read(file: string): Promise<Adapter> {
    const saved = await this.parts.readGates(file);
    for (const role of ["generator", "edge"] as const)
      if (saved[role] !== this[role] && !(role === "generator" && saved.generator === this.parts.tensors))
        throw new FileError(
          file,
          `has gates for another ${role === "edge" ? "edge model" : role} than ${this.source}: they were made with ${saved[role]}, this is ${this[role]}`,
        );
    const expected = [metaTokensOf(this.parts.dimensions), this.parts.dimensions.settings.experts];
    if (saved.gates.shape.join() !== expected.join())
      throw new FileError(file, `gates has shape [${saved.gates.shape.join(", ")}], expected [${expected.join(", ")}]`);
    return this.adapter(saved);
  }

  /** Assembles the adapter of gates [meta tokens, experts]. */
  async adapter({ gates }: Pick<SavedGates, "gates">): Promise<Adapter> {
    return this.outputs.read(await this.program.run({ gates: f32([1, ...gates.shape], gates.data) }));
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }
}
