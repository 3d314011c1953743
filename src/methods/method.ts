/** @file What a trainable method is: a loss over requests of system prompts, with the edge model frozen. */

import { input, type Shape, type Tensor } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import type { TreeTensors } from "../lm/layer.js";
import { packRows } from "../lm/pack-rows.js";
import type { TensorMap } from "../tensor/host-tensor.js";

/** Requests with their answers: a row each, those of one prompt together, in the order of the prompts; or packed. */
export interface RequestTensors {
  /** i64 [requests, tokens], padded on the right. */
  ids: Tensor;
  /** Positions whose next token is a target, i64 [requests, targets]; what is too many has weight 0. */
  readAt: Tensor;
  /** i64 [requests, targets] */
  targets: Tensor;
  /** f32 [requests, targets] */
  weights: Tensor;
  /** Of rows that have several requests each, of any prompts. */
  packed?: {
    /** The requests of a row as its branches. */
    tree: TreeTensors;
    /** Whose each token is, and each target. */
    tokens: Owners;
    targets: Owners;
  };
}

/** Whose what is of [rows, n], where requests of several prompts share rows. A method uses what it needs of it. */
export interface Owners {
  /** f32 [rows, n, prompts]: 1 where it is of the prompt. */
  membership: Tensor;
  /** Those of each prompt in a row of its own: for `rearrange`, i64 [prompts, slots], and [rows, n] back. */
  slots: Tensor;
  slotOf: Tensor;
}

/** Of an x [requests, n, width] within the edge model: whose what is, if they are packed. The last layer has targets alone. */
export const ownersOf = ({ ids, packed }: RequestTensors, x: Tensor): Owners | undefined =>
  x.shape[1] === ids.shape[1] ? packed?.tokens : packed?.targets;

/** Graph inputs of `RequestTensors`. */
export function requestInputs({ packed = false } = {}): RequestTensors {
  const rows = packed ? "rows" : "requests";
  return {
    ids: input("ids", [rows, "tokens"], "i64"),
    readAt: input("read_at", [rows, "targets"], "i64"),
    targets: input("targets", [rows, "targets"], "i64"),
    weights: input("weights", [rows, "targets"]),
    ...(packed && {
      packed: {
        tree: {
          ends: input("ends", [rows, "tokens"], "i64"),
          positions: input("positions", [rows, "tokens"], "i64"),
        },
        tokens: ownerInputs(rows, "tokens"),
        targets: ownerInputs(rows, "targets"),
      },
    }),
  };
}

const ownerInputs = (rows: string, of: "tokens" | "targets"): Owners => ({
  membership: input(`${of}_membership`, [rows, of, "prompts"]),
  slots: input(`${of}_slots`, ["prompts", `${of} of a prompt`], "i64"),
  slotOf: input(`${of}_slot_of`, [rows, of], "i64"),
});

export interface BuildOptions {
  /** Dropout on the input of every edge LoRA. */
  dropout: number;
  /** i32 [1]; absent at validation, where nothing is random and batch norm uses its running statistics. */
  seed?: Tensor;
}

export interface MethodGraph {
  /** What is minimised: `lm` and what the method adds to it. */
  loss: Tensor;
  /** Cross-entropy of the answers. */
  lm: Tensor;
  /** Of the answer positions, [requests (or rows), targets, vocabulary]. */
  logits: Tensor;
  /** Further results that `observe` takes. */
  outputs: Record<string, Tensor>;
  /** Graph input of each trained parameter. */
  parameters: Record<string, Tensor>;
}

/** One way to give an edge model what its system prompt says. */
export interface Method {
  /** Shapes of what is trained, and of what training changes without a gradient. */
  readonly parameters: Readonly<Record<string, Shape & readonly number[]>>;
  /** Weights that stay as they are, by graph input. */
  readonly frozen: TensorMap;
  /** Whether weight decay applies to a parameter. */
  decays(name: string): boolean;
  build(requests: RequestTensors, options: BuildOptions): MethodGraph;
  /** Which requests share a row, by how many tokens each has; absent for what can't be built of packed ones. */
  pack?: (lengths: readonly number[]) => number[][];
  /** Feeds for a batch's system prompts (token ids); none where the method does not read them. */
  promptFeeds(prompts: readonly (readonly number[])[]): TensorMap;
  /** Takes the results of a training run: moves `buffers`, returns figures for the log. */
  observe(results: TensorMap, buffers: TensorMap): Record<string, number>;
}

/** Tensors under names with a prefix: two models share a graph this way. */
export const prefixed = (prefix: string, tensors: TensorMap): TensorMap =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [prefix + name, t]));

/** A method that reads no prompt: what it has learnt is the same for all of them, so that any requests may share a row. */
export const promptless = (
  edge: DecoderConfig,
  edgeWeights: TensorMap,
  parameters: Method["parameters"],
  build: Method["build"],
): Method => ({
  parameters,
  pack: (lengths) => packRows(lengths, edge),
  frozen: prefixed("edge.", edgeWeights),
  decays: () => true,
  build,
  promptFeeds: () => ({}),
  observe: () => ({}),
});
