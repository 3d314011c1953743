/** @file What fewer bits cost: perplexity on a text that no model was trained on, this project's own lab log. */

import { openCheckpoint } from "../src/lm/checkpoint.js";
import { parseConfig } from "../src/lm/config.js";
import { readPackedWeights, type WeightBits } from "../src/lm/packed-weights.js";
import { ContinuationScorer } from "../src/lm/scoring.js";
import { Tokenizer } from "../src/lm/tokenizer.js";
import { labLog } from "./texts.js";

/** exp of the mean loss of `count` tokens. */
export async function perplexity(model: string, bits: WeightBits, threads: number, count: number): Promise<number> {
  const checkpoint = await openCheckpoint(model);
  const config = parseConfig(checkpoint.config, checkpoint.source);
  const { plain, parts, layouts } = await readPackedWeights(checkpoint, config, {
    bits,
    roundActivations: true,
    keep: [],
  });
  await checkpoint.close();
  const ids = (await Tokenizer.load(model)).encode(labLog()).slice(0, count);
  const scorer = await ContinuationScorer.create(config, { ...plain, ...parts }, { packed: layouts, threads });
  const [scored] = await scorer.score(ids.slice(0, 1), [ids.slice(1)]);
  await scorer.dispose();
  const { logprobs } = scored!;
  return Math.exp(-logprobs.reduce((a, b) => a + b, 0) / logprobs.length);
}
