/** @file `lora-gen train` */

import { Option } from "commander";
import { join } from "node:path";
import type { Register } from "../context.js";
import { count } from "../format.js";
import { jsonOption } from "../options.js";
import { printResult } from "../output.js";
import { progressBar, type Progress } from "../progress.js";

interface Options {
  resume?: boolean;
  force?: boolean;
  json?: boolean;
}

export const trainCommand: Register = (program, { terminal, signal }) => {
  program
    .command("train")
    .description("Trains what a recipe says. An interrupt stops it between two steps, with a checkpoint.")
    .argument("<recipe>", "YAML file (docs/recipes.md)")
    .option("--resume", "go on from the newest checkpoint in the recipe's output directory, if there is one")
    .addOption(new Option("--force", "start anew where the output directory holds a run").conflicts("resume"))
    .addOption(jsonOption())
    .action(async (file: string, { resume, force, json }: Options) => {
      const { loadRecipe } = await import("../../training/recipe-file.js");
      const { trainRecipe } = await import("../../training/run.js");
      const recipe = await loadRecipe(file);
      const { output, schedule, name } = recipe;
      let bar: Progress | undefined;
      let smooth: number | undefined;
      const progress = await trainRecipe(recipe, {
        resume,
        overwrite: force,
        signal,
        onStep({ step, loss, tokensPerSecond }) {
          bar ??= progressBar(terminal, name, schedule.steps, step - 1);
          smooth = smooth === undefined ? loss : 0.95 * smooth + 0.05 * loss;
          bar.update(step, `loss ${smooth.toFixed(4)}  ${count(Math.round(tokensPerSecond))} tokens/s`);
        },
        onValidation(step, figures) {
          bar?.end();
          if (json) return;
          const values = Object.entries(figures).map(([key, value]) => `${key} ${value.toFixed(4)}`);
          terminal.out(`step ${count(step)}: validation ${values.join(", ")}\n`);
        },
      }).finally(() => bar?.end());
      const { step: steps, best } = progress;
      printResult(terminal, json, { steps, best: best ?? null, output }, () => {
        if (steps < schedule.steps)
          return `Stopped at step ${count(steps)} of ${count(schedule.steps)}; --resume goes on.`;
        const chosen = best && `the best, of step ${count(best.step)}, is in ${join(output, "best")}`;
        return `${count(steps)} steps done; ${chosen ?? `the last is in ${join(output, "last")}`}`;
      });
    });
};
