/** @file `lora-gen init` */

import { Option } from "commander";
import type { Projection } from "../../lm/weights.js";
import type { GeneratorSettings } from "../../methods/lora-gen/settings.js";
import type { Register } from "../context.js";
import { jsonOption, numberAbove0, someOf, wholeNumber } from "../options.js";
import { printResult } from "../output.js";
import { checkTarget } from "../target.js";

interface Options extends Partial<GeneratorSettings> {
  cloud: string;
  edge: string;
  output: string;
  seed: number;
  force?: boolean;
  json?: boolean;
}

const projections: readonly Projection[] = ["q", "k", "v", "o", "gate", "up", "down"];

export const initCommand: Register = (program, { terminal, signal }) => {
  program
    .command("init")
    .description("Writes a generator that has learnt nothing yet, for two models; the settings are those of recipes.")
    .requiredOption("-c, --cloud <dir>", "model that will read system prompts: a directory, or a repository of the Hub")
    .requiredOption("-e, --edge <dir>", "model that its adapters will be for")
    .requiredOption("-o, --output <dir>", "directory to write")
    .option("--experts <n>", "LoRAs in each pool (default: 8)", wholeNumber(1))
    .option("--top-k <n>", "experts that a route keeps (default: 2)", wholeNumber(1))
    .option("--rank <n>", "of an expert (default: 16)", wholeNumber(1))
    .option("--alpha <x>", "updates are scaled by alpha / rank (default: 16)", numberAbove0())
    .addOption(
      new Option("--mix <what>", "what of experts is mixed (default: factors)").choices(["factors", "products"]),
    )
    .addOption(new Option("--router <kind>", "(default: keep-top-k)").choices(["keep-top-k", "gumbel-top-k", "linear"]))
    .addOption(
      new Option("--routes <each>", "a route for each of these (default: layer)").choices(["layer", "projection"]),
    )
    .option("--heads <n>", "meta tokens of a route, each with gates of its own (default: 1)", wholeNumber(1))
    .option(
      "--targets <names>",
      `adapted projections, of ${projections.join(",")} (default: the FFN's)`,
      someOf(projections),
    )
    .option("--cloud-targets <names>", "the cloud model's own (default: q,v)", someOf(projections))
    .option("--cloud-rank <n>", "of the cloud model's own LoRA (default: 16)", wholeNumber(1))
    .option("--cloud-alpha <x>", "of the cloud model's own LoRA (default: 16)", numberAbove0())
    .option("--seed <n>", "training with the same seed starts from the same values", wholeNumber(0), 0)
    .option("--force", "replace the generator that is there")
    .addOption(jsonOption())
    .action(async ({ cloud, edge, output, seed, force, json, ...settings }: Options) => {
      await checkTarget(output, force);
      const { initGenerator } = await import("../../methods/lora-gen/start.js");
      const { metaTokens, settings: all } = await initGenerator(output, { cloud, edge, settings, seed, signal });
      printResult(
        terminal,
        json,
        { output, metaTokens, settings: all },
        () =>
          `${output}: an untrained generator with ${metaTokens} meta tokens and ${all.experts} experts of rank ${all.rank}; train it by a recipe with generator.from`,
      );
    });
};
