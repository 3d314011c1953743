/** @file Training runs of methods: the models that they need, and what is common to all of them. */

import { openCheckpoint, type Checkpoint } from "../lm/checkpoint.js";
import { readModel } from "../lm/read-weights.js";
import { Tokenizer } from "../lm/tokenizer.js";
import { kindOf } from "../methods/kinds.js";
import { encodeSystemPrompt } from "../methods/lora-gen/generator.js";
import { saveMethod } from "../methods/saved-method.js";
import { Random } from "../tensor/random.js";
import { openEpisodes } from "./episodes.js";
import { methodObjective } from "./method.js";
import type { Objective } from "./objective.js";
import type { MethodRecipe, SavedMethodRecipe } from "./recipe.js";

export type LoadedModel = Awaited<ReturnType<typeof openModel>>;

export async function openModel(path: string) {
  const checkpoint = await openCheckpoint(path);
  return { checkpoint, ...(await readModel(checkpoint)), tokenizer: await Tokenizer.load(path) };
}

/** A cloud and an edge model; weights of one that is both are in memory once, and in what is compiled of them. */
export async function openPair(
  cloudPath: string,
  edgePath: string,
): Promise<{ cloud: LoadedModel; edge: LoadedModel }> {
  const cloud = await openModel(cloudPath);
  const edge =
    edgePath === cloudPath ? { ...cloud, checkpoint: await openCheckpoint(edgePath) } : await openModel(edgePath);
  return { cloud, edge };
}

/** The objective, whose end closes the models it was made from. */
export function closing(objective: Objective, checkpoints: readonly Checkpoint[]): Objective {
  return {
    ...objective,
    async dispose() {
      await objective.dispose();
      await Promise.all(checkpoints.map((c) => c.close()));
    },
  };
}

/** What comes of `work`; where it fails, the models are closed. */
export async function orClose<T>(checkpoints: readonly Checkpoint[], work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await Promise.all(checkpoints.map((c) => c.close()));
    throw error;
  }
}

/** What every method is trained with. */
export async function shared(recipe: MethodRecipe, { tokenizer, config }: LoadedModel) {
  const episodes = await openEpisodes(recipe.data, recipe.schedule.queries);
  return {
    tokenizer,
    longestRequest: config.positions,
    seed: recipe.seed,
    batch: recipe.schedule.batch,
    dropout: recipe.schedule.dropout,
    episode: (random: Random) => episodes.draw(random),
    validation: episodes.validation(recipe.validation.items),
  };
}

/** Training of a method that is saved as `method.json` with its tensors. */
export async function savedMethodTraining(recipe: SavedMethodRecipe): Promise<Objective> {
  const { method: name, settings, seed, schedule } = recipe;
  const { cloud, edge }: { cloud?: LoadedModel; edge: LoadedModel } =
    recipe.cloud === undefined ? { edge: await openModel(recipe.edge) } : await openPair(recipe.cloud, recipe.edge);
  const kind = kindOf(name);
  const { method, initial, longestPrompt, longestRequest } = kind.make(settings, { edge, ...(cloud ? { cloud } : {}) });
  const parameters = initial(new Random(`${seed} ${name}`));
  // Where no prompt is read they are still drawn, so that all methods are trained on the same samples.
  const { tokenizer } = kind.reader === "cloud" ? cloud! : edge;
  const objective = await methodObjective({
    ...(await shared(recipe, edge)),
    method,
    parameters,
    buffers: {},
    encodePrompt: (system) => encodeSystemPrompt(tokenizer, system),
    longestPrompt,
    longestRequest,
    save: (to) =>
      saveMethod(to, {
        method: name,
        settings,
        edge: edge.checkpoint,
        cloud: cloud?.checkpoint,
        tensors: parameters,
        training: { name: recipe.name, seed, schedule },
      }),
  });
  return closing(objective, [edge.checkpoint, ...(cloud ? [cloud.checkpoint] : [])]);
}
