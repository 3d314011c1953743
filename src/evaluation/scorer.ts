/** @file Whether a model would give the right answers: one teacher-forced pass a batch. */

import { isTop, type Tensor } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import type { EncodedConversation } from "../lm/conversation.js";
import { decode, embed, logits } from "../lm/decoder.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { Weights } from "../lm/weights.js";
import { requestInputs, type RequestTensors } from "../methods/method.js";
import { compile } from "../runtime/node.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { answerMatches, type AnswerMatch } from "../training/exact.js";
import { encodeTurn, requestBatch } from "../training/requests.js";
import type { Item } from "./items.js";
import type { LoadedMethod } from "./loaded-method.js";

/** An item as token ids. */
export interface EncodedItem {
  /** What the method reads apart from the row; empty where it reads nothing. */
  prompt: readonly number[];
  /** What the edge model reads, with the answer. */
  row: EncodedConversation;
}

/** Scores items by one method. */
export interface Scorer {
  encode(item: Item): EncodedItem;
  /** Whether the models' contexts hold it. */
  fits(item: EncodedItem): boolean;
  /** How many tokens of each item's answer are the model's first choice. */
  matches(batch: readonly EncodedItem[]): Promise<AnswerMatch[]>;
  dispose(): Promise<void>;
}

/** The edge model by itself; `withSystem` puts the system prompt into its context. */
export async function edgeScorer(
  config: DecoderConfig,
  weights: TensorMap,
  tokenizer: Tokenizer,
  { withSystem = false, threads }: { withSystem?: boolean; threads?: number } = {},
): Promise<Scorer> {
  const requests = requestInputs();
  const graph = new Weights();
  const { hidden } = decode(config, graph, embed(config, graph, requests.ids), { readAt: requests.readAt });
  const program = await compileTop(requests, logits(config, graph, hidden), weights, threads);
  return {
    encode: ({ system, ...turn }) => ({
      prompt: [],
      // As answers are written: nothing stands in a chat for a prompt that there is none of.
      row: encodeTurn(tokenizer, turn, withSystem && system !== "" ? system : undefined),
    }),
    fits: ({ row }) => row.ids.length <= config.positions,
    matches: (batch) => program.matches(batch, {}),
    dispose: () => program.dispose(),
  };
}

/** A trained method: what it reads of system prompts and what the edge model reads of requests is one graph. */
export async function methodScorer(loaded: LoadedMethod, threads?: number): Promise<Scorer> {
  const { method, longestPrompt, longestRequest, tensors, edgeTokenizer, promptIds } = loaded;
  const requests = requestInputs();
  const { logits: out } = method.build(requests, { dropout: 0 });
  const program = await compileTop(requests, out, { ...method.frozen, ...tensors }, threads);
  return {
    encode: ({ system, ...turn }) => ({ prompt: promptIds(system), row: encodeTurn(edgeTokenizer, turn) }),
    fits: ({ prompt, row }) => prompt.length <= longestPrompt && row.ids.length <= longestRequest,
    matches: (batch) => program.matches(batch, method.promptFeeds(batch.map(({ prompt }) => prompt))),
    dispose: () => program.dispose(),
  };
}

interface TopProgram {
  matches(batch: readonly EncodedItem[], promptFeeds: TensorMap): Promise<AnswerMatch[]>;
  dispose(): Promise<void>;
}

/** A graph with the logits of the answers, as a program that tells which are the model's own. */
async function compileTop(
  requests: RequestTensors,
  out: Tensor,
  weights: TensorMap,
  threads: number | undefined,
): Promise<TopProgram> {
  const program = await compile({ top: isTop(out, requests.targets) }, { weights, ...(threads ? { threads } : {}) });
  return {
    async matches(batch, promptFeeds) {
      // Padding stands on the right, where no id matters.
      const { weights: counts, ...feeds } = requestBatch(
        batch.map(({ row }) => row),
        0,
      );
      const results = await program.run({ ...feeds, ...promptFeeds });
      return answerMatches(results["top"]!, counts!);
    },
    dispose: () => program.dispose(),
  };
}
