/** @file The process that `trainingCost` starts: takes a few steps of a training recipe. */

import { createOptimizer } from "../../training/optimizer.js";
import { objectiveOf } from "../../training/run.js";
import { takeStep } from "../../training/step.js";
import type { TrainingCost } from "../result.js";
import { median } from "../statistics.js";
import { answerParent } from "./own-process.js";
import type { TrainingRequest } from "./training.js";

answerParent(async ({ recipe, steps }: TrainingRequest): Promise<Omit<TrainingCost, "peakBytes">> => {
  const objective = await objectiveOf(recipe);
  const optimizer = await createOptimizer(objective, recipe.schedule);
  const times: number[] = [];
  for (let step = 1; step <= steps + 1; step++) {
    const start = performance.now();
    await takeStep(objective, optimizer, recipe.schedule, step);
    times.push(performance.now() - start);
  }
  const parameters = Object.values(objective.parameters).reduce((sum, { data }) => sum + data.length, 0);
  return { steps, parameters, milliseconds: median(times.slice(1)) };
});
