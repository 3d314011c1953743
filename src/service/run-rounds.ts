/** @file A whole run whose rounds are done by workers, from its settings to its end. */

import { hostname } from "node:os";
import { resolve } from "node:path";
import { sha256 } from "../tensor/sha256.js";
import { sharedIdentity } from "../training/recipe-identity.js";
import type { Recipe } from "../training/recipe.js";
import type { Share } from "../training/rounds.js";
import { trainRecipe } from "../training/run.js";
import type { Progress } from "../training/state.js";
import type { TrainerHooks } from "../training/trainer.js";
import { inRounds } from "./rounds.js";
import { startCoordinator } from "./rounds-coordinator.js";
import { openStates } from "./state-store.js";

export interface RoundsRunSettings {
  redis: string;
  /** Directory, or `s3://bucket/prefix`, which the workers share. */
  store: string;
  /** Told what goes wrong with the connection to Redis. */
  onError: (error: Error) => void;
  onLost?: (share: Share, reason: string) => void;
}

/** Trains a recipe with `rounds` as `trainRecipe` does; `lora-gen worker` takes their shares. */
export async function trainOverWorkers(
  recipe: Recipe,
  { redis, store, ...told }: RoundsRunSettings,
  hooks: TrainerHooks = {},
): Promise<Progress> {
  const identity = await sharedIdentity(inRounds(recipe, `"${recipe.name}"`, "workers can take no part"));
  const signal = hooks.signal ?? new AbortController().signal;
  const { runShares, dispose } = await startCoordinator({
    url: redis,
    store: await openStates(store),
    identity,
    run: sha256([hostname(), resolve(recipe.output), identity.settings].join("\n")),
    signal,
    ...told,
  });
  try {
    return await trainRecipe(recipe, { ...hooks, signal, runShares });
  } finally {
    await dispose();
  }
}
