/** @file Pretraining of a language model on episodes: system prompt, requests and answers in one sequence. */

import type { Episode } from "../data/episode.js";
import { add, crossEntropy, input, isTop, mul, sum, tokenLoss, type Tensor } from "../graph/index.js";
import { commonLength } from "../lm/common-length.js";
import type { DecoderConfig } from "../lm/config.js";
import type { EncodedText } from "../lm/conversation.js";
import { decode, embed, logits } from "../lm/decoder.js";
import { branchRow } from "../lm/token-tree.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { moduleNames, projectionWeights, Weights, weightShapes } from "../lm/weights.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { compile } from "../runtime/node.js";
import { Random } from "../tensor/random.js";
import { countExact } from "./exact.js";
import { allFitting, drawFitting } from "./fitting.js";
import { encodeTurn } from "./requests.js";
import { treeBatch, type EncodedTree } from "./tree-batch.js";
import { compileTraining, countOf, tokenCount, value, type Objective, type StepResult } from "./objective.js";

export interface LanguageModelSettings {
  config: DecoderConfig;
  tokenizer: Tokenizer;
  /** Trained in place; names as `weightShapes` gives them. */
  weights: TensorMap;
  seed: number;
  /** Episodes a batch. */
  batch: number;
  /** Weight of the loss at tokens that are not the assistant's; those of answers have 1. */
  promptLossWeight: number;
  /** Share of episodes shown without their system prompt. */
  withoutPrompt: number;
  /** Draws the episode of a random state. */
  episode(random: Random): Episode;
  validation: readonly Episode[];
  save(directory: string): Promise<void>;
}

/** Batches are drawn in groups of this many and sorted by length, so that little of a batch is padding. */
const group = 16;

export async function languageModelObjective(settings: LanguageModelSettings): Promise<Objective> {
  const { config, weights: parameters } = settings;
  const weights = new Weights();
  const ids = input("ids", ["rows", "tokens"], "i64");
  const readAt = input("read_at", ["rows", "targets"], "i64");
  const targets = input("targets", ["rows", "targets"], "i64");
  const lossWeights = input("weights", ["rows", "targets"]);
  const answers = input("answers", ["rows", "targets"]);
  const tree = {
    ends: input("ends", ["rows", "tokens"], "i64"),
    positions: input("positions", ["rows", "tokens"], "i64"),
  };
  const { hidden } = decode(config, weights, embed(config, weights, ids), { tree, readAt });
  const out = logits(config, weights, hidden);
  const loss = crossEntropy(out, targets, lossWeights);
  const answerLoss = sum(mul(tokenLoss(out, targets), answers));
  const matrices = new Set(projectionWeights(config));
  const table = `${moduleNames(config).embedding}.weight`;
  const trained: Record<string, Tensor> = Object.fromEntries(
    Object.keys(weightShapes(config)).map((name) => [name, weights.get(name, parameters[name]!.shape)]),
  );
  const answerTokens = sum(add(answers, 0));
  const { program, gradientsOf } = await compileTraining(loss, trained, { answerLoss, answerTokens }, {});
  // A run computes all that its program has, asked for or not: gradients, too.
  const validator = await compile({ answerLoss, answerTokens, top: isTop(out, targets) });

  const feeds = (rows: readonly EncodedTree[]): TensorMap =>
    treeBatch(rows, settings.promptLossWeight, settings.tokenizer.padId);
  const validation = allFitting(
    settings.validation.map((e) => encodeEpisode(settings.tokenizer, e, true)),
    (e) => e.ids.length <= config.positions,
  );
  validation.sort((a, b) => a.ids.length - b.ids.length);
  let drawn: { index: number; batches: EncodedTree[][] } | undefined;

  return {
    parameters,
    buffers: {},
    // Norms and biases are spared (Loshchilov and Hutter; as GPT-2 and its followers do).
    decays: (name) => parameters[name]!.shape.length > 1,
    embeddings: (name) => name === table,
    matrices: (name) => (matrices.has(name) ? parameters[name]!.shape : undefined),
    batch(number) {
      const index = Math.floor(number / group);
      if (drawn?.index !== index) drawn = { index, batches: drawBatches(settings, index) };
      const rows = drawn.batches[number % group]!;
      return { ...feeds(rows), [tokenCount]: countOf(rows.map(({ ids }) => ids)) };
    },
    async run({ [tokenCount]: count, ...batch }): Promise<StepResult> {
      const results = await program.run({ ...parameters, ...batch });
      const answerTokens = value(results["answerTokens"]);
      const { shape } = batch["ids"]!;
      const tokens = value(count);
      return {
        loss: value(results["loss"]),
        tokens,
        gradients: gradientsOf(results),
        metrics: {
          answerLoss: value(results["answerLoss"]) / answerTokens,
          padding: 1 - tokens / (shape[0]! * shape[1]!),
        },
      };
    },
    async validate() {
      let [total, count] = [0, 0];
      const spans = { all: 0, exact: 0 };
      for (let i = 0; i < validation.length; i += settings.batch) {
        const { weights: _, ...batch } = feeds(validation.slice(i, i + settings.batch));
        const results = await validator.run({ ...parameters, ...batch });
        total += value(results["answerLoss"]);
        count += value(results["answerTokens"]);
        countExact(results["top"]!, batch["answers"]!, spans);
      }
      return { loss: total / count, exact: spans.exact / spans.all };
    },
    save: (directory) => settings.save(directory),
    async dispose() {
      await Promise.all([program.dispose(), validator.dispose()]);
    },
  };
}

/** The batches of one group, the same for the same seed and index; episodes longer than the context are passed over. */
function drawBatches(
  { config, seed, batch, tokenizer, withoutPrompt, episode }: LanguageModelSettings,
  index: number,
): EncodedTree[][] {
  const random = new Random(`${seed} batch ${index}`);
  const draw = (): EncodedTree => encodeEpisode(tokenizer, episode(random), !random.chance(withoutPrompt));
  const rows = Array.from({ length: group * batch }, () =>
    drawFitting(draw, ({ ids }) => ids.length <= config.positions),
  );
  rows.sort((a, b) => a.ids.length - b.ids.length);
  return random.shuffle(Array.from({ length: group }, (_, i) => rows.slice(i * batch, (i + 1) * batch)));
}

/**
 * Encodes an episode, with or without its system prompt. Each request is rendered behind the prompt, as it is when the model is
 * used: a template may write a BOS token or a system message of its own into every chat.
 */
export function encodeEpisode(tokenizer: Tokenizer, { system, turns }: Episode, withSystem: boolean): EncodedTree {
  const begun = withSystem ? encodeSystem(tokenizer, system) : undefined;
  const encoded = turns.map((turn) => encodeTurn(tokenizer, turn, withSystem ? system : undefined, begun));
  // All of the prompt, but for what a template puts behind one that stands alone.
  const shared = begun ? Math.min(...encoded.map(({ ids }) => commonLength(begun.ids, ids))) : 0;
  const prefix = encoded[0]!.ids.slice(0, shared);
  return {
    ...branchRow(
      prefix,
      encoded.map(({ ids }) => ids.slice(shared)),
    ),
    answer: [...prefix.map(() => false), ...encoded.flatMap(({ answer }) => answer.slice(shared))],
  };
}

function encodeSystem(tokenizer: Tokenizer, system: string): EncodedText {
  const text = tokenizer.chat([{ role: "system", content: system }]);
  return { text, ids: tokenizer.encode(text, { addSpecial: false }) };
}
