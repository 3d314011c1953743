/** @file From a recipe to a training run. */

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { loadAdapter, saveAdapter } from "../adapter/peft.js";
import { FileError, InputError } from "../errors.js";
import { parseConfig, type DecoderConfig } from "../lm/config.js";
import { deepen, initialWeights } from "../lm/initialize.js";
import { readJson } from "../lm/json-file.js";
import { inMemory, saveModel } from "../lm/save-model.js";
import { Tokenizer } from "../lm/tokenizer.js";
import { ffnProjections } from "../lm/weights.js";
import { saveGenerator } from "../methods/lora-gen/checkpoint.js";
import { encodeSystemPrompt } from "../methods/lora-gen/generator.js";
import { loraGen } from "../methods/lora-gen/method.js";
import { dimensions, longestPrompt, type GeneratorSettings } from "../methods/lora-gen/settings.js";
import { firstValues, valuesOf } from "../methods/lora-gen/start.js";
import { initialLora, lora, loraAdapter, loraParameters, type LoraSettings } from "../methods/lora/lora.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { Random } from "../tensor/random.js";
import { openEpisodes } from "./episodes.js";
import { languageModelObjective } from "./language-model.js";
import { closing, openModel, openPair, orClose, savedMethodTraining, shared } from "./method-run.js";
import { mixByRecipe } from "./lora-hub.js";
import { methodObjective } from "./method.js";
import type { Objective } from "./objective.js";
import { checkOutput } from "./output.js";
import type { GradientRecipe, LanguageModelRecipe, LoraGenRecipe, LoraRecipe, Recipe } from "./recipe.js";
import { settingsHash, tokenizerDirectory, trainedOn } from "./recipe-identity.js";
import { finishedProgress, type Progress } from "./state.js";
import { train, type TrainerHooks } from "./trainer.js";

/** Trains what the recipe says; `hooks.resume` goes on from the newest checkpoint in its output directory. */
export async function trainRecipe(recipe: Recipe, hooks: TrainerHooks = {}): Promise<Progress> {
  await checkOutput(recipe.output, hooks);
  if (recipe.method === "lora-hub") return mixByRecipe(recipe, hooks);
  const { output, schedule, validation, checkpoint } = recipe;
  const identity = async () => ({ recipe: settingsHash(recipe), trainedOn: await trainedOn(recipe) });
  const finished = hooks.resume && (await finishedProgress(output, schedule.steps, identity));
  if (finished) return finished;
  const objective = await objectiveOf(recipe);
  try {
    return await train(
      objective,
      {
        ...schedule,
        ...(await identity()),
        output,
        validationItems: validation.items,
        validateEvery: validation.every,
        checkpointEvery: checkpoint.every,
        keep: checkpoint.keep,
        ...(recipe.rounds && { rounds: recipe.rounds }),
      },
      hooks,
    );
  } finally {
    await objective.dispose();
  }
}

/** What the recipe trains, from its start. */
export function objectiveOf(recipe: GradientRecipe): Promise<Objective> {
  switch (recipe.method) {
    case "lm":
      return pretraining(recipe);
    case "lora-gen":
      return generatorTraining(recipe);
    case "lora":
      return loraTraining(recipe);
    case "lora-moe":
    case "mix-lora":
    case "direct":
    case "auto-compressor":
      return savedMethodTraining(recipe);
  }
}

async function pretraining(recipe: LanguageModelRecipe): Promise<Objective> {
  const json = await readConfig(recipe.model.config);
  const config = parseConfig(json, typeof recipe.model.config === "string" ? recipe.model.config : "model.config");
  const directory = await tokenizerDirectory(recipe.tokenizer);
  const tokenizer = await Tokenizer.load(directory);
  const episodes = await openEpisodes(recipe.data, recipe.data.turns ?? "all");
  const weights = recipe.model.from
    ? await startFrom(recipe.model.from, config)
    : initialWeights(config, new Random(`${recipe.seed} weights`));
  return languageModelObjective({
    config,
    tokenizer,
    weights,
    seed: recipe.seed,
    batch: recipe.schedule.batch,
    promptLossWeight: recipe.promptLossWeight,
    withoutPrompt: recipe.withoutPrompt,
    episode: (random) => episodes.draw(random),
    validation: episodes.validation(recipe.validation.items),
    save: (to) => saveModel(to, { config: json, ...inMemory(weights), tokenizer: directory }),
  });
}

async function readConfig(config: LanguageModelRecipe["model"]["config"]): Promise<Record<string, unknown>> {
  if (typeof config !== "string") return config;
  const file = (await stat(config).catch(() => undefined))?.isDirectory() ? join(config, "config.json") : config;
  return readJson(file);
}

/** Weights of a model to go on from, deepened to the layers of `config`. */
async function startFrom(path: string, config: ReturnType<typeof parseConfig>): Promise<TensorMap> {
  const model = await openModel(path);
  await model.checkpoint.close();
  return deepen(model.weights, model.config, config);
}

async function generatorTraining(recipe: LoraGenRecipe): Promise<Objective> {
  const { cloud, edge } = await openPair(recipe.cloud, recipe.edge);
  const { balance, targets, from, otherModels, ...rest } = recipe.generator;
  const settings: GeneratorSettings = { ...rest, targets: targets ?? ffnProjections(edge.config) };
  const d = dimensions(settings, cloud.config, edge.config);
  const { name, seed, schedule } = recipe;
  // What outlives this function names no model: with it, its weights would stay.
  const models = { cloud: cloud.checkpoint, edge: edge.checkpoint };
  const { tokenizer } = cloud;
  const { parameters, buffers } = from
    ? await orClose(Object.values(models), valuesOf(from, d, models, otherModels))
    : firstValues(d, cloud.weights, seed);
  const objective = await methodObjective({
    ...(await shared(recipe, edge)),
    method: loraGen(d, { cloud: cloud.weights, edge: edge.weights }, balance),
    parameters,
    buffers,
    encodePrompt: (system) => encodeSystemPrompt(tokenizer, system),
    longestPrompt: longestPrompt(d),
    save: (to) =>
      saveGenerator(to, {
        settings,
        ...models,
        tensors: { ...parameters, ...buffers },
        training: { name, seed, schedule },
      }),
  });
  return closing(objective, [models.cloud, models.edge]);
}

async function loraTraining(recipe: LoraRecipe): Promise<Objective> {
  const edge = await openModel(recipe.edge);
  const { from, targets, ...rest } = recipe.lora;
  const settings = { ...rest, targets: targets ?? ffnProjections(edge.config) };
  const parameters = from
    ? await orClose([edge.checkpoint], loraFrom(from, settings, edge.config))
    : initialLora(settings, edge.config, new Random(`${recipe.seed} lora`));
  const objective = await methodObjective({
    ...(await shared(recipe, edge)),
    method: lora(settings, edge.config, edge.weights),
    parameters,
    buffers: {},
    // Drawn as for LoRA-Gen, so that both are trained on the same samples.
    encodePrompt: (system) => encodeSystemPrompt(edge.tokenizer, system),
    longestPrompt: edge.config.positions,
    save: (to) =>
      saveAdapter(to, loraAdapter(settings, edge.config, parameters), {
        config: edge.config,
        base: edge.checkpoint.source,
        dtype: "f16",
      }),
  });
  return closing(objective, [edge.checkpoint]);
}

/** Values of a trained LoRA to go on from. */
async function loraFrom(from: string, settings: LoraSettings, edge: DecoderConfig): Promise<TensorMap> {
  const adapter = await loadAdapter(from, edge);
  try {
    return loraParameters(settings, adapter);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new FileError(from, `can't be gone on from: ${error.message}`, { cause: error });
  }
}
