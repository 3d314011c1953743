/** @file Generators of directories and repositories (Node). */

import { Tokenizer } from "../../lm/tokenizer.js";
import { compile } from "../../runtime/node.js";
import { openGenerator } from "./checkpoint.js";
import { Generator as Core, type GeneratorOptions } from "./generator-core.js";

export { encodeSystemPrompt, type Generated, type GeneratorOptions } from "./generator-core.js";
export { gateRows } from "./origin.js";

/** The generator that runs anywhere, and where Node finds one. */
export const Generator = Object.assign(Core, {
  /** Loads a generator directory and its cloud model. Errors as of `openGenerator`. */
  async load(directory: string, options?: GeneratorOptions): Promise<Core> {
    const { dimensions, cloud, edge, tensors } = await openGenerator(directory);
    try {
      const tokenizer = await Tokenizer.load(cloud.source);
      return await Core.of({ directory, edge: edge.source, dimensions, tensors, cloud, tokenizer, compile }, options);
    } finally {
      await cloud.close();
      await edge.close();
    }
  },
});
export type Generator = Core;
