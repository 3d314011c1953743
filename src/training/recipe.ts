/** @file Everything about a training run in one document, with its defaults. Paths are relative to the working directory. */

import { z } from "zod";
import { families } from "../data/episode.js";
import { autoCompressorSettings } from "../methods/auto-compressor/auto-compressor.js";
import { directSettings } from "../methods/direct/direct.js";
import { loraMoeSettings } from "../methods/lora-moe/lora-moe.js";
import { mixLoraSettings } from "../methods/mix-lora/mix-lora.js";
import { alpha, projections, rank, size, targets } from "../methods/schema.js";

const share = z.number().min(0).max(1);
const path = z.string().min(1);
/** Of a running mean, what stays at each step: with all of it the mean would never begin to move. */
const kept = share.lt(1);
const dropout = z.number().min(0).lt(1).default(0.05);

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
const conversations = z.discriminatedUnion("kind", [
  nano.extend({ turns: size }),
  jsonLines.extend({ turns: size.optional() }),
]);
/** Methods take `schedule.queries` requests of each prompt. */
const prompts = z.discriminatedUnion("kind", [nano, jsonLines]);

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
  dropout,
});

const optimizer = z.enum(["adamw", "muon"]);

const pretrainingSchedule = schedule.extend({
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
const methodSchedule = schedule.extend({
  batch: size.default(64),
  learningRate: z.number().positive().default(2e-5),
  /** Requests of each system prompt, which share its adapter. */
  queries: size.default(1),
  /** `muon` for factors and router, with AdamW for meta tokens, biases and gains; AdamW for all unless told. */
  optimizer: optimizer.optional(),
  momentum: kept.optional(),
});

const run = {
  name: z.string().min(1),
  seed: z.int().default(0),
  /** Directory of the run: checkpoints, metrics, the best and the last model. */
  output: path,
};

const common = {
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

const languageModel = z.strictObject({
  method: z.literal("lm"),
  ...common,
  data: conversations,
  schedule: pretrainingSchedule,
  model: z.strictObject({
    /** A Hugging Face `config.json`: its content, its path, or its model's directory (whose weights are then ignored). */
    config: z.union([path, z.record(z.string(), z.unknown())], "must be a path or a Hugging Face configuration"),
    /** Model directory to start from; one with fewer layers is deepened, so that it computes the same at first. */
    from: path.optional(),
  }),
  /** A `tokenizer.json`, or a directory with one. */
  tokenizer: path,
  /** Weight of the loss at tokens that are not an answer's. */
  promptLossWeight: share.default(1),
  /** Share of episodes shown without their system prompt. */
  withoutPrompt: share.default(0),
});

const generator = z
  .strictObject({
    experts: size.default(8),
    topK: size.default(2),
    rank,
    alpha,
    /** Experts' factors are summed (rank stays), or their products (rank times topK). */
    mix: z.enum(["factors", "products"]).default("factors"),
    router: z.enum(["keep-top-k", "gumbel-top-k", "linear"]).default("keep-top-k"),
    /** Gates for a layer, or for each of its targets. */
    routes: z.enum(["layer", "projection"]).default("layer"),
    /** Meta tokens of a route, each with gates of its own: their LoRAs, mixed by factors, stand side by side. */
    heads: size.optional(),
    targets,
    /** Where the cloud model's own LoRA sits; it may have none. */
    cloudTargets: projections.default(["q", "v"]),
    cloudRank: size.default(16),
    cloudAlpha: z.number().positive().default(16),
    /** Weight of the balance loss. */
    balance: z.number().min(0).default(0.01),
    /** Generator to start from, of the same settings and models; `otherModels`: or of models trained on or deepened since. */
    from: path.optional(),
    otherModels: z.boolean().optional(),
  })
  .refine((g) => g.topK <= g.experts, { path: ["topK"], error: "must not exceed experts" })
  .refine((g) => g.mix === "factors" || (g.heads ?? 1) === 1, { path: ["heads"], error: "need mix: factors" })
  .refine((g) => g.router !== "linear" || g.topK === g.experts, {
    path: ["router"],
    error: "keeps every expert when linear: topK must equal experts",
  })
  .refine((g) => g.router !== "linear" || g.balance === 0, {
    path: ["balance"],
    error: "must be 0 with router: linear: signed gates have no mean to be balanced around",
  });

const loraGen = z.strictObject({
  method: z.literal("lora-gen"),
  ...common,
  data: prompts,
  schedule: methodSchedule,
  /** Model directories. */
  cloud: path,
  edge: path,
  generator: generator.prefault({}),
});

const lora = z.strictObject({
  method: z.literal("lora"),
  ...common,
  data: prompts,
  schedule: methodSchedule,
  edge: path,
  lora: z
    .strictObject({
      rank,
      alpha,
      targets,
    })
    .prefault({}),
});

/** What the paper compares LoRA-Gen with; `settings` are told in each method's folder. */
const baseline = { ...common, data: prompts, schedule: methodSchedule, edge: path };
const loraMoe = z.strictObject({
  method: z.literal("lora-moe"),
  ...baseline,
  settings: loraMoeSettings.prefault({}),
});
const mixLora = z.strictObject({
  method: z.literal("mix-lora"),
  ...baseline,
  settings: mixLoraSettings.prefault({}),
});
const direct = z.strictObject({
  method: z.literal("direct"),
  ...baseline,
  cloud: path,
  settings: directSettings.prefault({}),
});
const autoCompressor = z.strictObject({
  method: z.literal("auto-compressor"),
  ...baseline,
  settings: autoCompressorSettings.prefault({}),
});

const savedMethods = [loraMoe, mixLora, direct, autoCompressor] as const;

const loraHub = z.strictObject({
  method: z.literal("lora-hub"),
  ...run,
  /** Of one task: its first requests are the examples. */
  data: prompts,
  edge: path,
  /** PEFT directories, alike in rank, scale and targets. */
  adapters: z.array(path).min(2),
  /** Evaluations of the search. */
  schedule: z.strictObject({ steps: size.default(40) }).prefault({}),
  settings: z
    .strictObject({
      examples: size.default(5),
      /** Weights stay within [-limit, limit]. */
      limit: z.number().positive().default(1.5),
      /** Weight of their mean size in the score. */
      penalty: z.number().min(0).default(0.05),
    })
    .prefault({}),
});

export const recipeSchema = z.discriminatedUnion("method", [languageModel, loraGen, lora, ...savedMethods, loraHub]);

export type Recipe = z.infer<typeof recipeSchema>;
export type LanguageModelRecipe = z.infer<typeof languageModel>;
export type LoraGenRecipe = z.infer<typeof loraGen>;
export type LoraRecipe = z.infer<typeof lora>;
/** Of methods that are saved as `method.json` with their tensors. */
export type SavedMethodRecipe = z.infer<(typeof savedMethods)[number]> & { cloud?: string };
export type LoraHubRecipe = z.infer<typeof loraHub>;
/** Of what is trained by gradients. */
export type GradientRecipe = Exclude<Recipe, LoraHubRecipe>;
export type MethodRecipe = LoraGenRecipe | LoraRecipe | SavedMethodRecipe;
/** Where a run's episodes come from. */
export type DataRecipe = Recipe["data"];
export type ScheduleRecipe = Recipe["schedule"];
export type GeneratorRecipe = LoraGenRecipe["generator"];
