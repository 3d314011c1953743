/** @file `lora-gen eval` */

import { Option, type Command } from "commander";
import type { ItemSet } from "../../evaluation/items.js";
import { exactMatchMethods, nanoSplits, type ExactMatchMethod, type NanoSplit } from "../../evaluation/names.js";
import type { Context, Register } from "../context.js";
import { generatorOption, jsonOption, someOf, wholeNumber } from "../options.js";
import { printResult, UsageError } from "../output.js";
import { progressBar, type Progress } from "../progress.js";
import { evaluationView, familiesView } from "../views/evaluation.js";
import { resultView } from "../views/result.js";

interface Options {
  generator: string;
  items: number;
  seed: number;
  splits: NanoSplit[];
  shots?: number;
  methods: ExactMatchMethod[];
  lora?: string;
  compare?: string[];
  prompts?: string;
  byFamily?: boolean;
  json?: boolean;
}

export const evalCommand: Register = (program, context) => {
  const { terminal, signal } = context;
  program
    .command("eval")
    .description("Runs an evaluation recipe; without one, exact match of a generator beside what it is compared with.")
    .argument("[recipe]", "YAML file: methods, tasks, seeds (docs/evaluation.md); an interrupted run goes on")
    .addOption(generatorOption())
    .option("--items <n>", "items of each split", wholeNumber(1), 1000)
    .option("--seed <n>", "which items", wholeNumber(0), 0)
    .option("--splits <names>", `of the nano world: ${nanoSplits.join(", ")}`, someOf(nanoSplits), [...nanoSplits])
    .option("--shots <n>", "solved requests in each prompt (default: 0 to 5, from prompt to prompt)", wholeNumber(0))
    .option("--methods <names>", `of ${exactMatchMethods.join(", ")}`, someOf(exactMatchMethods), [
      ...exactMatchMethods,
    ])
    .option("--lora <dir>", "adapter of the method lora (default: lora beside the generator, if there is one)")
    .option("--compare <dirs...>", "further methods on the same edge model: directories of train, or PEFT adapters")
    .addOption(
      new Option(
        "--prompts <file>",
        'JSON Lines of {"system", "turns": [{"request", "answer"}]} instead of the nano world',
      ).conflicts(["items", "seed", "splits", "shots"]),
    )
    .option("--by-family", "a table for each kind of task, too")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
An answer is right if greedy decoding gives it to the letter. What does not fit a context counts as wrong. Intervals
are Wilson's, 95%. Methods: none (the edge model sees the request alone), in-context (and the system prompt), lora (one
adapter for all prompts), lora-gen (the prompt's own adapter, request alone); --compare adds others (docs/methods.md).`,
    )
    .action(async (recipe: string | undefined, given: Options, command: Command) => {
      if (recipe !== undefined) return runRecipe(recipe, command, given.json, context);
      const { prompts, byFamily, json, items, seed, shots, splits: chosen, ...options } = given;
      const { evaluateExactMatch } = await import("../../evaluation/exact-match.js");
      const { givenSet, nanoSets } = await import("../../evaluation/items.js");
      const { readEpisodes } = await import("../../training/episodes.js");
      const sets: ItemSet[] = prompts ? [givenSet(await readEpisodes(prompts))] : nanoSets(chosen, items, seed, shots);
      let bar: Progress | undefined;
      const { rows, families, notes } = await evaluateExactMatch(sets, {
        ...options,
        signal,
        onProgress(done, total, doing) {
          bar ??= progressBar(terminal, "eval", total);
          bar.update(done, doing);
        },
      }).finally(() => bar?.end());
      printResult(terminal, json, { rows, ...(byFamily ? { families } : {}), notes }, () =>
        [
          evaluationView(rows, terminal.width),
          ...(byFamily ? [familiesView(families, terminal.width)] : []),
          ...(notes.length > 0 ? [notes.join("\n")] : []),
        ].join("\n\n"),
      );
    });
};

/** All other options are the recipe's to tell. */
async function runRecipe(
  file: string,
  command: Command,
  json: boolean | undefined,
  { terminal, signal }: Context,
): Promise<void> {
  const alien = command.options.find(
    (option) => option.attributeName() !== "json" && command.getOptionValueSource(option.attributeName()) === "cli",
  );
  if (alien) throw new UsageError(`${alien.flags} does not go with a recipe, which tells all there is to tell`);
  const { loadEvaluationRecipe } = await import("../../evaluation/recipe.js");
  const { evaluateRecipe } = await import("../../evaluation/run.js");
  const recipe = await loadEvaluationRecipe(file);
  let bar: Progress | undefined;
  const result = await evaluateRecipe(recipe, {
    signal,
    onProgress(done, total, doing) {
      bar ??= progressBar(terminal, "eval", total, done);
      bar.update(done, doing);
    },
  }).finally(() => bar?.end());
  printResult(terminal, json, result, () => resultView(result, terminal.width));
}
