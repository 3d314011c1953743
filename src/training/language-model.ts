/** @file Pretraining of a language model on episodes: system prompt, requests and answers in one sequence. */

import type { Episode } from "../data/episode.js";
import { add, crossEntropy, input, mul, sum, tokenLoss, type Tensor } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import { encodeConversation, type EncodedConversation } from "../lm/conversation.js";
import { decode, embed, logits } from "../lm/decoder.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { Weights, weightShapes } from "../lm/weights.js";
import { f32, i64, type TensorMap } from "../tensor/host-tensor.js";
import { Random } from "../tensor/random.js";
import { compileTraining, value, type Objective, type StepResult } from "./objective.js";

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
  const targets = input("targets", ["rows", "tokens"], "i64");
  const lossWeights = input("weights", ["rows", "tokens"]);
  const answers = input("answers", ["rows", "tokens"]);
  const out = logits(config, weights, decode(config, weights, embed(config, weights, ids)).hidden);
  const loss = crossEntropy(out, targets, lossWeights);
  const answerLoss = sum(mul(tokenLoss(out, targets), answers));
  const trained: Record<string, Tensor> = Object.fromEntries(
    Object.keys(weightShapes(config)).map((name) => [name, weights.get(name, parameters[name]!.shape)]),
  );
  const { program, gradientsOf } = await compileTraining(loss, trained, { answerLoss, answerTokens: sum(add(answers, 0)) }, {});

  const feeds = (rows: readonly EncodedConversation[]): TensorMap => languageModelBatch(rows, settings.promptLossWeight, settings.tokenizer.padId);
  const validation = settings.validation.map((e) => encodeEpisode(settings.tokenizer, e, true));
  validation.sort((a, b) => a.ids.length - b.ids.length);
  let drawn: { index: number; batches: EncodedConversation[][] } | undefined;

  return {
    parameters,
    buffers: {},
    // Norms and biases are spared (Loshchilov and Hutter; as GPT-2 and its followers do).
    decays: (name) => parameters[name]!.shape.length > 1,
    batch(step, part) {
      const number = (step - 1) * 1024 + part;
      const index = part === 0 ? Math.floor((step - 1) / group) : -number;
      if (drawn?.index !== index || part > 0) drawn = { index, batches: drawBatches(settings, index, part === 0 ? group : 1) };
      return feeds(drawn.batches[part === 0 ? (step - 1) % group : 0]!);
    },
    async run(batch): Promise<StepResult> {
      const results = await program.run({ ...parameters, ...batch });
      const answerTokens = value(results["answerTokens"]);
      const { data, shape } = batch["ids"]!;
      const pad = BigInt(settings.tokenizer.padId);
      const tokens = (data as BigInt64Array).reduce((n, id) => n + Number(id !== pad), 0);
      return {
        loss: value(results["loss"]),
        tokens,
        gradients: gradientsOf(results),
        metrics: { answerLoss: value(results["answerLoss"]) / answerTokens, padding: 1 - tokens / (shape[0]! * shape[1]!) },
      };
    },
    async validate() {
      let [total, count] = [0, 0];
      for (let i = 0; i < validation.length; i += settings.batch) {
        const results = await program.run({ ...parameters, ...feeds(validation.slice(i, i + settings.batch)) }, ["answerLoss", "answerTokens"]);
        total += value(results["answerLoss"]);
        count += value(results["answerTokens"]);
      }
      return { loss: total / count };
    },
    save: (directory) => settings.save(directory),
    dispose: () => program.dispose(),
  };
}

/** The batches of one group, the same for the same seed and index. */
function drawBatches({ seed, batch, tokenizer, withoutPrompt, episode }: LanguageModelSettings, index: number, count: number): EncodedConversation[][] {
  const random = new Random(`${seed} batch ${index}`);
  const rows = Array.from({ length: count * batch }, () => {
    const drawn = episode(random);
    return encodeEpisode(tokenizer, drawn, !random.chance(withoutPrompt));
  });
  rows.sort((a, b) => a.ids.length - b.ids.length);
  return random.shuffle(Array.from({ length: count }, (_, i) => rows.slice(i * batch, (i + 1) * batch)));
}

/** An episode as one conversation, with or without its system prompt. */
export function encodeEpisode(tokenizer: Tokenizer, { system, turns }: Episode, withSystem: boolean): EncodedConversation {
  return encodeConversation(tokenizer, [
    ...(withSystem ? [{ role: "system", content: system }] : []),
    ...turns.flatMap(({ request, answer }) => [
      { role: "user", content: request },
      { role: "assistant", content: answer },
    ]),
  ]);
}

/** Feeds of next-token prediction: rows padded on the right, weight 0 at padding and at each last token. */
function languageModelBatch(rows: readonly EncodedConversation[], promptLossWeight: number, pad: number): TensorMap {
  const width = Math.max(...rows.map((r) => r.ids.length));
  const shape = [rows.length, width];
  const ids = new Float64Array(rows.length * width).fill(pad);
  const targets = new Float64Array(rows.length * width).fill(pad);
  const weights = new Float32Array(rows.length * width);
  const answers = new Float32Array(rows.length * width);
  rows.forEach((row, r) => {
    row.ids.forEach((id, t) => {
      const at = r * width + t;
      ids[at] = id;
      if (t === 0) return;
      targets[at - 1] = id;
      weights[at - 1] = row.answer[t] ? 1 : promptLossWeight;
      answers[at - 1] = row.answer[t] ? 1 : 0;
    });
  });
  return { ids: i64(shape, ids), targets: i64(shape, targets), weights: f32(shape, weights), answers: f32(shape, answers) };
}
