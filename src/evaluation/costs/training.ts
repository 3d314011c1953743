/** @file What it costs to train a method: the time of a step, and memory. */

import type { MethodRecipe } from "../../training/recipe.js";
import type { TrainingCost } from "../result.js";
import { inOwnProcess } from "./own-process.js";

export interface TrainingRequest {
  recipe: MethodRecipe;
  steps: number;
}

/** Takes the first steps of a training recipe in a process of its own, which writes nothing. */
export const trainingCost = (recipe: MethodRecipe, steps: number, signal?: AbortSignal): Promise<TrainingCost> =>
  inOwnProcess<Omit<TrainingCost, "peakBytes">>(
    "training-process",
    "training",
    { recipe, steps } satisfies TrainingRequest,
    signal,
  );
