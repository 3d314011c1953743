/** @file The expert pools of a generator on an edge: gates in, adapter out, without the cloud model. */

import { join } from "node:path";
import type { Adapter } from "../../adapter/adapter.js";
import { FileError } from "../../errors.js";
import { input } from "../../graph/index.js";
import { localPath } from "../../hub/resolve.js";
import { openCheckpoint } from "../../lm/checkpoint.js";
import { parseConfig } from "../../lm/config.js";
import { Weights } from "../../lm/weights.js";
import { compile, type NodeCompileOptions } from "../../runtime/node.js";
import type { Program } from "../../runtime/program.js";
import { f32 } from "../../tensor/host-tensor.js";
import type { AdapterOutputs } from "../adapter-outputs.js";
import { pathOf, readTrained } from "../base-models.js";
import { expertShapes } from "../edge-loss.js";
import { readGeneratorFile, tensorsFile } from "./checkpoint.js";
import { assembledAdapter } from "./experts.js";
import { readGates, type SavedGates } from "./gates.js";
import { generatorHash } from "./provenance.js";
import { metaTokensOf, type PoolDimensions } from "./settings.js";

export class ExpertPool {
  private constructor(
    /** Directory or repository of the generator. */
    readonly source: string,
    /** SHA-256 of its tensors file. */
    readonly generator: string,
    /** SHA-256 of the edge model that it was trained with. */
    readonly edge: string,
    private readonly dimensions: PoolDimensions,
    private readonly program: Program,
    private readonly outputs: AdapterOutputs,
  ) {}

  /** Loads the experts of a generator; its cloud model need not be there. Throws a `FileError` as `openGenerator` does. */
  static async load(source: string, options: Pick<NodeCompileOptions, "thread" | "threads"> = {}): Promise<ExpertPool> {
    const directory = await localPath(source);
    const { settings, edge } = await readGeneratorFile(directory);
    const checkpoint = await openCheckpoint(pathOf(directory, edge));
    const config = parseConfig(checkpoint.config, checkpoint.source);
    await checkpoint.close();
    const d: PoolDimensions = { settings, edge: config };
    const experts = await readTrained(join(directory, tensorsFile), expertShapes(config, settings));
    const outputs = assembledAdapter(d, new Weights(), input("gates", [1, metaTokensOf(d), settings.experts]));
    const program = await compile(outputs.outputs, { ...options, weights: experts });
    return new ExpertPool(source, await generatorHash(directory), edge.sha256, d, program, outputs);
  }

  /**
   * The adapter that a gates file stands for. Throws a `FileError` with both hashes for gates of another generator or
   * edge model, and with both shapes for gates of another size.
   */
  async read(file: string): Promise<Adapter> {
    const saved = await readGates(file);
    for (const role of ["generator", "edge"] as const)
      if (saved[role] !== this[role])
        throw new FileError(
          file,
          `has gates for another ${role === "edge" ? "edge model" : role} than ${this.source}: they were made with ${saved[role]}, this is ${this[role]}`,
        );
    const expected = [metaTokensOf(this.dimensions), this.dimensions.settings.experts];
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
