/** @file Expert pools of generators in directories and repositories (Node). */

import { join } from "node:path";
import { localPath } from "../../hub/resolve.js";
import { readModelConfig } from "../../lm/checkpoint.js";
import { compile } from "../../runtime/node.js";
import type { CompileOptions } from "../../runtime/program.js";
import { pathOf, readTrained } from "../base-models.js";
import { expertShapes } from "../edge-loss.js";
import { readGeneratorFile, tensorsFile } from "./checkpoint.js";
import { ExpertPool as Core } from "./expert-pool-core.js";
import { readGates } from "./gates.js";
import { identityFrom, tensorsHash } from "./provenance.js";

/** The pool that runs anywhere, and where Node finds one. */
export const ExpertPool = Object.assign(Core, {
  /** Loads the experts of a generator; its cloud model need not be there. Throws a `FileError` as `openGenerator` does. */
  async load(source: string, options: Pick<CompileOptions, "thread" | "threads"> = {}): Promise<Core> {
    const directory = await localPath(source);
    const file = await readGeneratorFile(directory);
    const { settings } = file;
    const config = await readModelConfig(pathOf(directory, file.edge));
    const experts = await readTrained(join(directory, tensorsFile), expertShapes(config, settings));
    const dimensions = { settings, edge: config };
    const tensors = await tensorsHash(directory);
    const identity = identityFrom(file, tensors);
    return Core.of({ source, ...identity, tensors, dimensions, experts, readGates, compile }, options);
  },
});
export type ExpertPool = Core;
