/** @file What recipes say whatever is trained: the run, its data, its schedule and its rounds. */

import { z } from "zod";
import { families } from "../data/episode.js";
import { size } from "../methods/schema.js";

export const share = z.number().min(0).max(1);
export const path = z.string().min(1);
/** Of a running mean, what stays at each step: with all of it the mean would never begin to move. */
const kept = share.lt(1);

const jsonLines = z.strictObject({
  kind: z.literal("jsonl"),
  /** Files of `{"system", "turns": [{"request", "answer"}]}`, one episode a line. */
  train: path,
  validation: path,
});

const nano = z.strictObject({
  kind: z.literal("nano"),
  /** How often each family of tasks is drawn, relative to the others; those not named are left out. */
  families: z
    .partialRecord(z.enum(families), z.number().min(0))
    .refine((weights) => Object.values(weights).some((w) => w > 0), "needs at least one family with a weight above 0")
    .optional(),
  /** Fewest and most solved requests within a prompt. */
  shots: z
    .tuple([z.int().min(0), z.int().min(0)])
    .refine(([fewest, most]) => fewest <= most, "must be [fewest, most]")
    .optional(),
  /** What is hard, drawn more often in training; validation stays as it is. */
  emphasis: z
    .strictObject({
      /** Of the episodes, beside those that are drawn anyway. */
      share: share.lt(1),
      /** Regular expression that `<family> <configuration>` of such an episode matches. */
      of: z.string().refine(isPattern, "must be a regular expression"),
    })
    .optional(),
});

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

/** Pretraining shows a whole conversation, so it says how many requests one has; of JSON Lines all of them if left out. */
export const conversations = z.discriminatedUnion("kind", [
  nano.extend({ turns: size }),
  jsonLines.extend({ turns: size.optional() }),
]);
/** Methods take `schedule.queries` requests of each prompt. */
export const prompts = z.discriminatedUnion("kind", [nano, jsonLines]);

const schedule = z.strictObject({
  steps: size,
  /** Episodes (pretraining) or system prompts (methods) in one run; a step has `accumulate` of them. */
  batch: size,
  learningRate: z.number().positive(),
  warmupSteps: z.int().min(0).default(50),
  /** `wsd` holds the rate until the last `decaySteps`, so more steps can still be asked for before those begin. */
  decay: z.enum(["cosine", "wsd", "constant"]).default("cosine"),
  decaySteps: size.default(1000),
  /** What the rate falls to, as a share of `learningRate`. */
  finalLearningRate: share.default(0),
  /** Norms, biases and meta tokens are spared. */
  weightDecay: z.number().min(0).default(0.1),
  beta1: kept.default(0.9),
  beta2: kept.default(0.999),
  epsilon: z.number().positive().default(1e-8),
  /** Largest global norm of a step's gradient; 0 for no limit. */
  clip: z.number().min(0).default(1),
  /** Runs whose gradients are averaged into one step. */
  accumulate: size.default(1),
  /** Of what each edge LoRA reads. */
  dropout: z.number().min(0).lt(1).default(0.05),
});

const optimizer = z.enum(["adamw", "muon"]);

export const pretrainingSchedule = schedule.extend({
  dropout: z
    .number()
    .refine((share) => share === 0, "must be 0: language models are trained without it")
    .default(0),
  /** `muon` for the matrices of hidden layers, with AdamW for the rest; the same learning rate and decay fit both. */
  optimizer: optimizer.default("adamw"),
  /** Muon's. */
  momentum: kept.default(0.95),
  /** Rate of the embeddings, as a share of `learningRate`: a word read now and then takes whole steps of AdamW's. */
  embeddingLearningRate: z.number().positive().optional(),
});

/** The paper's setting, and LoRA's, so that the two compare. */
export const methodSchedule = schedule.extend({
  batch: size.default(64),
  learningRate: z.number().positive().default(2e-5),
  /** Requests of each system prompt, which share its adapter. */
  queries: size.default(1),
  /** `muon` for factors and router, with AdamW for meta tokens, biases and gains; AdamW for all unless told. */
  optimizer: optimizer.optional(),
  momentum: kept.optional(),
});

export const run = {
  name: z.string().min(1),
  seed: z.int().default(0),
  /** Directory of the run: checkpoints, metrics, the best and the last model. */
  output: path,
};

export const common = {
  ...run,
  /** Steps between validations, and items of each. */
  validation: z.strictObject({ every: size.default(500), items: size.default(256) }).prefault({}),
  /** Steps between checkpoints, and how many of them stay. */
  checkpoint: z.strictObject({ every: size.default(500), keep: size.default(2) }).prefault({}),
  /** Data-parallel training (DiLoCo): `schedule.steps` are those of each worker. The defaults are the paper's. */
  rounds: z
    .strictObject({
      /** Each takes a share of every round. */
      workers: size,
      /** Steps of a share. */
      innerSteps: size.default(50),
      outerLearningRate: z.number().positive().default(0.7),
      outerMomentum: kept.default(0.9),
    })
    .optional(),
};
