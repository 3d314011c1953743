/** @file `lora-gen/training`: recipes and the runs that they describe. */

export { loadRecipe, parseRecipe, RecipeError, type RecipeProblem } from "./recipe-file.js";
export type { Recipe } from "./recipe.js";
export { trainRecipe } from "./run.js";
export type { Progress } from "./state.js";
export type { RunShares, Share, ShareResult } from "./rounds.js";
export type { StepMetrics } from "./step.js";
export type { TrainerHooks } from "./trainer.js";
