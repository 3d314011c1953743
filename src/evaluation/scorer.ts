/** @file Whether a model would give the right answers, and how likely they are: one teacher-forced pass a batch. */

import { isTop, neg, tokenLoss, type Tensor } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import type { EncodedConversation } from "../lm/conversation.js";
import { decode, embed, logits } from "../lm/decoder.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { Weights } from "../lm/weights.js";
import type { MadeMethod } from "../methods/kind.js";
import { encodeSystemPrompt } from "../methods/lora-gen/generator.js";
import { requestInputs, type RequestTensors } from "../methods/method.js";
import { compile } from "../runtime/node.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import { exactAnswers } from "../training/exact.js";
import { encodeTurn, requestBatch } from "../training/requests.js";
import type { Item } from "./items.js";

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
  /**
   * For each item whether every token of the answer, its end token included, is the model's first choice: then greedy
   * decoding gives this answer, and otherwise it gives another.
   */
  exact(batch: readonly EncodedItem[]): Promise<boolean[]>;
  /** A row of token ids behind a system prompt, the last `answer` of them the answer. */
  row(system: string, ids: readonly number[], answer: number): EncodedItem;
  /** For each item the logarithm of its answer's probability. */
  logLikelihoods(batch: readonly EncodedItem[]): Promise<number[]>;
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
      row: encodeTurn(tokenizer, turn, withSystem ? system : undefined),
    }),
    row: (_, ids, answer) => ({ prompt: [], row: answerRow(ids, answer) }),
    fits: ({ row }) => row.ids.length <= config.positions,
    exact: async (batch) => (await program.score(batch, {})).exact,
    logLikelihoods: async (batch) => (await program.score(batch, {})).logLikelihoods,
    dispose: () => program.dispose(),
  };
}

/** A trained method: what it reads of system prompts and what the edge model reads of requests is one graph. */
export async function methodScorer(
  { method, longestPrompt, longestRequest }: Pick<MadeMethod, "method" | "longestPrompt" | "longestRequest">,
  trained: TensorMap,
  tokenizers: { reader?: Tokenizer | undefined; edge: Tokenizer },
  threads?: number,
): Promise<Scorer> {
  const requests = requestInputs();
  const { logits: out } = method.build(requests, { dropout: 0 });
  const program = await compileTop(requests, out, { ...method.frozen, ...trained }, threads);
  const read = (system: string): number[] => (tokenizers.reader ? encodeSystemPrompt(tokenizers.reader, system) : []);
  const score = (batch: readonly EncodedItem[]): ReturnType<TopProgram["score"]> =>
    program.score(batch, method.promptFeeds(batch.map(({ prompt }) => prompt)));
  return {
    encode: ({ system, ...turn }) => ({ prompt: read(system), row: encodeTurn(tokenizers.edge, turn) }),
    row: (system, ids, answer) => ({ prompt: read(system), row: answerRow(ids, answer) }),
    fits: ({ prompt, row }) => prompt.length <= longestPrompt && row.ids.length <= longestRequest,
    exact: async (batch) => (await score(batch)).exact,
    logLikelihoods: async (batch) => (await score(batch)).logLikelihoods,
    dispose: () => program.dispose(),
  };
}

const answerRow = (ids: readonly number[], answer: number): EncodedConversation => ({
  ids: [...ids],
  answer: ids.map((_, i) => i >= ids.length - answer),
});

interface TopProgram {
  score(batch: readonly EncodedItem[], promptFeeds: TensorMap): Promise<{ exact: boolean[]; logLikelihoods: number[] }>;
  dispose(): Promise<void>;
}

/** A graph with the logits of the answers, as a program that tells which are the model's own, and how likely each is. */
async function compileTop(
  requests: RequestTensors,
  out: Tensor,
  weights: TensorMap,
  threads: number | undefined,
): Promise<TopProgram> {
  const program = await compile(
    { top: isTop(out, requests.targets), logprobs: neg(tokenLoss(out, requests.targets)) },
    { weights, ...(threads ? { threads } : {}) },
  );
  return {
    async score(batch, promptFeeds) {
      // Padding stands on the right, where no id matters.
      const { weights: counts, ...feeds } = requestBatch(
        batch.map(({ row }) => row),
        0,
      );
      const results = await program.run({ ...feeds, ...promptFeeds });
      return {
        exact: exactAnswers(results["top"]!, counts!),
        logLikelihoods: rowSums(results["logprobs"]!, counts!),
      };
    },
    dispose: () => program.dispose(),
  };
}

/** Sum of each row [rows, columns], where `counts` is not 0. */
function rowSums({ shape, data }: HostTensor, counts: HostTensor): number[] {
  const [rows, columns] = shape as [number, number];
  return Array.from({ length: rows }, (_, r) => {
    let sum = 0;
    for (let i = r * columns; i < (r + 1) * columns; i++) if (Number(counts.data[i]) > 0) sum += Number(data[i]);
    return sum;
  });
}
