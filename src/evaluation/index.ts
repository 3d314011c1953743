/** @file `lora-gen/evaluation`: what the commands `eval`, `report`, `demo` and `inspect` do. */

export { readEpisodes } from "../training/episodes.js";
export {
  evaluateExactMatch,
  type Evaluation,
  type EvaluationOptions,
  type EvaluationRow,
  type FamilyRow,
} from "./exact-match.js";
export { inspect } from "./inspect.js";
export type { Report } from "./reports.js";
export { givenSet, nanoSets, type Item, type ItemSet } from "./items.js";
export type { ExactMatchMethod, NanoSplit } from "./names.js";
export { selectContext, type CompressedPrompt } from "./selective-context.js";
export { sideBySide, type Column, type SideBySide, type SideBySideOptions } from "./side-by-side.js";
export { loadAblation, runAblation, type Ablation, type AblationHooks } from "./ablation.js";
export { loadEvaluationRecipe, type EvaluationRecipe } from "./recipe.js";
export type { EvaluationResult } from "./result.js";
export { evaluateRecipe, type EvaluationHooks } from "./run.js";
export { writeReport, type WrittenReport } from "./report/write.js";
export { writeReasoning, type ReasoningSampling, type WrittenReasoning } from "./samples/reasoning.js";
export { writeTools, type ToolSampling, type WrittenTools } from "./samples/tools/write.js";
