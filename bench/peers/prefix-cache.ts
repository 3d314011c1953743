/** @file A prompt kept as keys and values: each request behind it reads only its own tokens, and attends to the prompt's. */

import { cacheSpec, generationGraph, stepFeeds } from "../../src/lm/generation-graph.js";
import { chooser } from "../../src/lm/generate-options.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { readPackedWeights, type WeightBits } from "../../src/lm/packed-weights.js";
import type { Tokenizer } from "../../src/lm/tokenizer.js";
import { compile } from "../../src/runtime/node.js";

export interface PrefixCache {
  /** Greedy tokens behind the prompt and `ids`, `count` of them. */
  tokens(ids: readonly number[], count: number): AsyncGenerator<number, void, undefined>;
  dispose(): Promise<void>;
}

/** Reads `prefix` once. */
export async function openPrefixCache(
  path: string,
  prefix: readonly number[],
  { threads, tokenizer, bits }: { threads: number; tokenizer: Tokenizer; bits: WeightBits },
): Promise<PrefixCache> {
  const checkpoint = await openCheckpoint(path);
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const packing = { bits, roundActivations: true, keep: [] };
  const { plain, parts, layouts } = await readPackedWeights(checkpoint, config, packing);
  await checkpoint.close();
  const graph = generationGraph(config, { packed: layouts });
  const program = await compile(graph, { weights: { ...plain, ...parts }, threads });
  const cache = await program.growing(cacheSpec(config, 1));
  const step = async (ids: readonly number[], past: number): Promise<Float32Array> => {
    const results = await program.run(stepFeeds([ids], [past]), { grow: { cache, lengths: [past] } });
    return results["logits"]!.data as Float32Array;
  };
  await step(prefix, 0);
  return {
    async *tokens(ids, count) {
      const choose = chooser(tokenizer, { minTokens: count });
      const history = [...prefix, ...ids];
      // What the last request put behind the prefix is written over.
      for (let n = 0, past = prefix.length; n < count; n++) {
        const id = choose(await step(history.slice(past), past), history, n);
        past = history.length;
        yield id;
        history.push(id);
      }
    },
    async dispose() {
      cache.release();
      await program.dispose();
    },
  };
}
