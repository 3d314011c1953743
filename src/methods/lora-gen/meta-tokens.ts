/** @file Reading the system prompt: one causal pass of the cloud model over the prompt and its meta tokens. */

import {
  constant,
  embedding,
  gatherRows,
  less,
  matmul,
  mul,
  shiftIds,
  unsqueeze,
  where,
  type Tensor,
} from "../../graph/index.js";
import { decode, scaleEmbedding } from "../../lm/decoder.js";
import type { TreeTensors } from "../../lm/layer.js";
import { packRows } from "../../lm/pack-rows.js";
import { branchRow } from "../../lm/token-tree.js";
import { moduleNames, type Weights } from "../../lm/weights.js";
import { i64, paddedRows, type HostTensor, type TensorMap } from "../../tensor/host-tensor.js";
import { cloudLoraName, readerShapes } from "./parameters.js";
import type { PromptReader } from "./settings.js";

/** Prompts as the cloud model reads them. */
export interface PromptTensors {
  /** Token ids i64 [prompts, tokens]: the prompt, the meta tokens as vocabulary size + j, padding on the right. */
  ids: Tensor;
  /** Positions of the meta tokens, i64 [prompts, meta tokens]. */
  metaAt: Tensor;
  /** Of rows [rows, tokens] that have several prompts each, whose meta tokens are at `metaAt` [rows, count]. */
  packed?: {
    tree: TreeTensors;
    /** Places of each prompt's among all of `metaAt`, i64 [prompts, meta tokens]. */
    metaOf: Tensor;
  };
}

/** Host values of `PromptTensors` for prompts of different lengths. */
export function encodePrompts(
  prompts: readonly (readonly number[])[],
  { cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">,
): { ids: ReturnType<typeof i64>; metaAt: ReturnType<typeof i64> } {
  const meta = Array.from({ length: metaTokens }, (_, j) => cloud.vocabularySize + j);
  return {
    ids: paddedRows(prompts.map((prompt) => [...prompt, ...meta])),
    metaAt: paddedRows(prompts.map((prompt) => meta.map((_, j) => prompt.length + j))),
  };
}

/** Feeds of `packedPromptInputs`: prompts share rows, so that little is padding. */
export function packPrompts(
  prompts: readonly (readonly number[])[],
  { cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">,
): TensorMap {
  const meta = Array.from({ length: metaTokens }, (_, j) => cloud.vocabularySize + j);
  const read = prompts.map((prompt) => [...prompt, ...meta]);
  const rows = packRows(
    read.map((ids) => ids.length),
    cloud,
  );
  const metaOf = new Float64Array(prompts.length * metaTokens);
  const perRow = metaTokens * Math.max(...rows.map((row) => row.length));
  const trees = rows.map((members, r) => {
    const tree = branchRow(
      [],
      members.map((i) => read[i]!),
    );
    members.forEach((i, n) => {
      for (let j = 0; j < metaTokens; j++) metaOf[i * metaTokens + j] = r * perRow + n * metaTokens + j;
    });
    return { ...tree, metaAt: tree.ids.flatMap((id, at) => (id >= cloud.vocabularySize ? [at] : [])) };
  });
  const padded = (name: "ids" | "ends" | "positions" | "metaAt"): HostTensor => paddedRows(trees.map((t) => t[name]));
  return {
    prompt_ids: padded("ids"),
    prompt_ends: padded("ends"),
    prompt_positions: padded("positions"),
    meta_at: padded("metaAt"),
    meta_of: i64([prompts.length, metaTokens], metaOf),
  };
}

/**
 * T_i, the last hidden states at the meta tokens: [prompts, meta tokens, cloud width]. `cloud` holds the frozen
 * cloud model, `weights` the meta tokens and the cloud LoRA.
 */
export function readPrompt(
  d: PromptReader,
  { ids, metaAt, packed }: PromptTensors,
  cloud: Weights,
  weights: Weights,
): Tensor {
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
  const { hidden } = decode(c, cloud, embeddings, {
    readAt: metaAt,
    tree: packed?.tree,
    adapt: (layer, projection, x) => {
      if (!settings.cloudTargets.includes(projection)) return undefined;
      const [a, b] = (["a", "b"] as const).map((half) => {
        const name = cloudLoraName(layer, projection, half);
        return weights.get(name, shapes[name]!);
      });
      const delta = matmul(matmul(x, a!), b!);
      return settings.cloudAlpha === settings.cloudRank ? delta : mul(delta, settings.cloudAlpha / settings.cloudRank);
    },
  });
  return packed ? gatherRows(hidden, packed.metaOf) : hidden;
}
