/** @file `lora-gen/training`: recipes and the runs that they describe. */

export { loadRecipe, parseRecipe, RecipeError, type RecipeProblem } from "./recipe-file.js";
export type { Recipe } from "./recipe.js";
export { trainRecipe } from "./run.js";
export type { Progress } from "./state.js";
export type { StepMetrics, TrainerHooks } from "./trainer.js";
