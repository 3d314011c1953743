/** @file Reading the system prompt: one causal pass of the cloud model over the prompt and its meta tokens. */

import { constant, embedding, less, matmul, mul, shiftIds, unsqueeze, where, type Tensor } from "../../graph/index.js";
import { decode, scaleEmbedding } from "../../lm/decoder.js";
import { moduleNames, type Weights } from "../../lm/weights.js";
import { i64 } from "../../tensor/host-tensor.js";
import { cloudLoraName, readerShapes } from "./parameters.js";
import type { PromptReader } from "./settings.js";

/** Prompts as the cloud model reads them. */
export interface PromptTensors {
  /** Token ids i64 [prompts, tokens]: the prompt, the meta tokens as vocabulary size + j, padding on the right. */
  ids: Tensor;
  /** Positions of the meta tokens, i64 [prompts, meta tokens]. */
  metaAt: Tensor;
}

/** Host values of `PromptTensors` for prompts of different lengths. */
export function encodePrompts(
  prompts: readonly (readonly number[])[],
  { cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">,
): { ids: ReturnType<typeof i64>; metaAt: ReturnType<typeof i64> } {
  const width = Math.max(...prompts.map((p) => p.length)) + metaTokens;
  const ids = new Float64Array(prompts.length * width);
  const at = new Float64Array(prompts.length * metaTokens);
  prompts.forEach((prompt, row) => {
    ids.set(prompt, row * width);
    for (let j = 0; j < metaTokens; j++) {
      ids[row * width + prompt.length + j] = cloud.vocabularySize + j;
      at[row * metaTokens + j] = prompt.length + j;
    }
  });
  return { ids: i64([prompts.length, width], ids), metaAt: i64([prompts.length, metaTokens], at) };
}

/**
 * T_i, the last hidden states at the meta tokens: [prompts, meta tokens, cloud width]. `cloud` holds the frozen
 * cloud model, `weights` the meta tokens and the cloud LoRA.
 */
export function readPrompt(d: PromptReader, { ids, metaAt }: PromptTensors, cloud: Weights, weights: Weights): Tensor {
  const { settings, metaTokens } = d;
  const c = d.cloud;
  const shapes = readerShapes(d);
  const words = embedding(
    cloud.get(`${moduleNames(c).embedding}.weight`, [c.vocabularySize, c.width]),
    shiftIds([ids], { offset: 0, size: c.vocabularySize }),
  );
  const meta = embedding(
    weights.get("meta", shapes["meta"]!),
    shiftIds([ids], { offset: c.vocabularySize, size: metaTokens }),
  );
  const isWord = less([ids, constant(i64([], [c.vocabularySize]))], undefined);
  const embeddings = scaleEmbedding(c, where(unsqueeze(isWord, [2]), words, meta));
  return decode(c, cloud, embeddings, {
    readAt: metaAt,
    adapt: (layer, projection, x) => {
      if (!settings.cloudTargets.includes(projection)) return undefined;
      const [a, b] = (["a", "b"] as const).map((half) => {
        const name = cloudLoraName(layer, projection, half);
        return weights.get(name, shapes[name]!);
      });
      const delta = matmul(matmul(x, a!), b!);
      return settings.cloudAlpha === settings.cloudRank ? delta : mul(delta, settings.cloudAlpha / settings.cloudRank);
    },
  }).hidden;
}
