/** @file Rounds of training in Redis: one flow each, whose children are the shares of workers. States are in the store. */

import { InputError } from "../errors.js";
import type { SharedIdentity } from "../training/recipe-identity.js";
import type { GradientRecipe, Recipe } from "../training/recipe.js";
import type { Share } from "../training/rounds.js";

/** The recipe, if it is trained in rounds. Throws an `InputError` that names it, and tells what is amiss without them. */
export function inRounds(recipe: Recipe, name: string, amiss: string): GradientRecipe {
  if (recipe.method === "lora-hub" || !recipe.rounds)
    throw new InputError(`${name} is not trained in rounds, so ${amiss}; give it "rounds"`);
  return recipe;
}

/** Shares of recipes with the same settings, for whoever has them. */
export const sharesQueue = ({ settings }: Pick<SharedIdentity, "settings">): string =>
  `lora-gen-shares-${settings.slice(0, 16)}`;

/** Rounds of one run, for its own coordinator. */
export const roundsQueue = (run: string): string => `lora-gen-rounds-${run.slice(0, 16)}`;

export interface ShareJob {
  share: Share;
  /** Hash of the state it begins with. */
  state: string;
  /** What the worker must have, too. */
  parts: SharedIdentity["parts"];
}

export interface ShareDone {
  /** Hash of the state it ends with. */
  state: string;
  metrics: Record<string, number>;
}

/** Begins what a worker tells of a share that fails everywhere, and so ends the run as it would in one process. */
export const divergence = "TrainingError: ";
