/** @file Everything about a training run in one document, with its defaults. Paths are relative to the working directory. */

import { z } from "zod";
import { autoCompressorSettings } from "../methods/auto-compressor/auto-compressor.js";
import { directSettings } from "../methods/direct/direct.js";
import { loraMoeSettings } from "../methods/lora-moe/lora-moe.js";
import { mixLoraSettings } from "../methods/mix-lora/mix-lora.js";
import { alpha, projections, rank, size, targets } from "../methods/schema.js";
import {
  common,
  conversations,
  methodSchedule,
  path,
  pretrainingSchedule,
  prompts,
  run,
  share,
} from "./recipe-schedule.js";

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
    /** Experts' factors are summed (rank stays), or their products (rank times experts). */
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
      /** PEFT directory to start from, of the same rank, scale and targets. */
      from: path.optional(),
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
  /** Of one task: the first requests of its file are the examples; of the nano world they are drawn. */
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
