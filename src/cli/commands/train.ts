/** @file `lora-gen train` */

import { Option, type Command } from "commander";
import { join } from "node:path";
import type { Register } from "../context.js";
import { count } from "../format.js";
import { jsonOption } from "../options.js";
import { printResult, UsageError } from "../output.js";
import type { Progress as Trained } from "../../training/state.js";
import type { TrainerHooks } from "../../training/trainer.js";
import { progressBar, type Progress } from "../progress.js";

interface Options {
  resume?: boolean;
  force?: boolean;
  redis?: string;
  store?: string;
  json?: boolean;
}

export const trainCommand: Register = (program, { terminal, signal }) => {
  program
    .command("train")
    .description("Trains what a recipe says. An interrupt stops it between two steps, with a checkpoint.")
    .argument("<recipe>", "YAML file (docs/recipes.md)")
    .option("--resume", "go on from the newest checkpoint in the recipe's output directory, if there is one")
    .addOption(new Option("--force", "start anew where the output directory holds a run").conflicts("resume"))
    .addOption(
      new Option(
        "--redis <url>",
        "queue that deals the shares of a recipe's `rounds` out to `lora-gen worker --train`; needs --store",
      ).env("REDIS_URL"),
    )
    .option("--store <place>", "directory, or s3://bucket/prefix, that the workers share")
    .addOption(jsonOption())
    .action(async (file: string, { resume, force, redis, store, json }: Options, command: Command) => {
      const { loadRecipe } = await import("../../training/recipe-file.js");
      const recipe = await loadRecipe(file);
      const inRounds = "rounds" in recipe && recipe.rounds !== undefined;
      if (!inRounds && command.getOptionValueSource("redis") === "cli")
        throw new UsageError(`${file} has no "rounds", so there is nothing to deal out; leave --redis out`);
      const queue = inRounds ? redis : undefined;
      if (queue === undefined && store !== undefined)
        throw new UsageError(
          inRounds
            ? "--store is where workers find what a queue deals out, and there is none; give --redis, too"
            : `${file} has no "rounds", so there is nothing to deal out; leave --store out`,
        );
      if (queue !== undefined && store === undefined)
        throw new UsageError(
          "workers put what they train into a directory or bucket that this run has, too: give --store",
        );
      const train = async (hooks: TrainerHooks): Promise<Trained> => {
        if (queue === undefined) return (await import("../../training/run.js")).trainRecipe(recipe, hooks);
        const { trainOverWorkers } = await import("../../service/run-rounds.js");
        return trainOverWorkers(
          recipe,
          {
            redis: queue,
            store: store!,
            onError: (error) => terminal.err(`Redis: ${error.message}\n`),
            onLost: ({ index, from }, reason) =>
              terminal.err(`Share ${index} of the round from step ${count(from)} is lost: ${reason}\n`),
          },
          hooks,
        );
      };
      const { output, schedule, name } = recipe;
      let bar: Progress | undefined;
      let smooth: number | undefined;
      const progress = await train({
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
      if (steps < schedule.steps) signal.throwIfAborted();
    });
};
