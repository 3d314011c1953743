/** @file Reading the system prompt: one causal pass of the cloud model over the prompt and its meta tokens. */

import {
  constant,
  embedding,
  less,
  matmul,
  mul,
  rearrange,
  shiftIds,
  unsqueeze,
  where,
  type Tensor,
} from "../../graph/index.js";
import { decode, scaleEmbedding } from "../../lm/decoder.js";
import type { TreeTensors } from "../../lm/layer.js";
import { packRows, slotsOf } from "../../lm/pack-rows.js";
import { branchRow } from "../../lm/token-tree.js";
import { moduleNames, type Weights } from "../../lm/weights.js";
import { i64, paddedRows, type TensorMap } from "../../tensor/host-tensor.js";
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
    /** Those of each prompt, for `rearrange`: i64 [prompts, meta tokens], and [rows, count] back. */
    slots: Tensor;
    slotOf: Tensor;
  };
}

/** Host values of `PromptTensors` for prompts of different lengths. */
export function encodePrompts(
  prompts: readonly (readonly number[])[],
  { cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">,
): { ids: ReturnType<typeof i64>; metaAt: ReturnType<typeof i64> } {
  return {
    ids: paddedRows(prompts.map((prompt) => [...prompt, ...metaIds({ cloud, metaTokens })])),
    metaAt: paddedRows(prompts.map(({ length }) => Array.from({ length: metaTokens }, (_, j) => length + j))),
  };
}

const metaIds = ({ cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">): number[] =>
  Array.from({ length: metaTokens }, (_, j) => cloud.vocabularySize + j);

/** Feeds of `packedPromptInputs`: prompts share rows, so that little is padding. */
export function packPrompts(
  prompts: readonly (readonly number[])[],
  { cloud, metaTokens }: Pick<PromptReader, "cloud" | "metaTokens">,
): TensorMap {
  const meta = metaIds({ cloud, metaTokens });
  const rows = packRows(
    prompts.map(({ length }) => length + metaTokens),
    cloud,
  );
  const trees = rows.map((members) =>
    branchRow(
      [],
      members.map((i) => [...prompts[i]!, ...meta]),
    ),
  );
  const { slots, slotOf } = slotsOf(
    rows.map((members) => members.flatMap((i) => meta.map(() => i))),
    prompts.length,
  );
  return {
    prompt_ids: paddedRows(trees.map(({ ids }) => ids)),
    prompt_ends: paddedRows(trees.map(({ ends }) => ends)),
    prompt_positions: paddedRows(trees.map(({ positions }) => positions)),
    meta_at: paddedRows(trees.map(({ ids }) => ids.flatMap((id, at) => (id >= cloud.vocabularySize ? [at] : [])))),
    meta_slots: slots,
    meta_slot_of: slotOf,
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
  return packed ? rearrange(hidden, packed.slots, packed.slotOf) : hidden;
}
