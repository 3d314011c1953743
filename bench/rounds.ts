/** @file Training in rounds by 1 to 8 workers: their losses are trained here, the time of machines of their own is simulated. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializeSafetensors } from "../src/tensor/safetensors.js";
import { createOptimizer } from "../src/training/optimizer.js";
import { parseRecipe } from "../src/training/recipe-file.js";
import type { GradientRecipe } from "../src/training/recipe.js";
import { objectiveOf } from "../src/training/run.js";
import { stateOf, stateTensors } from "../src/training/state.js";
import { train } from "../src/training/trainer.js";
import { shipped, type Bench } from "./bench.js";
import { roundEnds } from "./round-time.js";
import { alone } from "./rows.js";

/** Links between machines and store: a network at home, and one between data centres. */
const links = [
  { name: "1 Gbit/s", bandwidth: 1.25e8, latency: 0.001 },
  { name: "100 Mbit/s", bandwidth: 1.25e7, latency: 0.05 },
];

export async function run({ quick, row, note }: Bench): Promise<void> {
  const [rounds, innerSteps, counts] = quick ? [2, 2, [1, 2]] : [12, 50, [1, 2, 4, 8]];
  const runs: { workers: number; losses: number[]; seconds: number; bytes: number }[] = [];
  for (const workers of counts) runs.push(await trainWith({ workers, rounds, innerSteps, quick }));
  const [{ losses: ofOne, seconds, bytes }] = runs as [(typeof runs)[0]];
  const goal = Math.min(...ofOne);
  row(alone("rounds/seconds of a step", "s", seconds));
  row(alone("rounds/bytes of a state", "MB", bytes / 1e6));
  for (const { workers, losses } of runs) {
    row(alone(`rounds/best loss, ${workers} workers`, "nats", Math.min(...losses)));
    const needed = losses.findIndex((loss) => loss <= goal) + 1;
    if (needed === 0) note(`${workers} workers did not reach the loss of one.`);
    else {
      row(alone(`rounds/steps of each to the loss of one, ${workers} workers`, "steps", needed * innerSteps));
      for (const { name, ...link } of links) {
        const machines = { workers, rounds: needed, innerSteps, step: () => seconds, stateBytes: bytes, ...link };
        row(alone(`rounds/time to the loss of one, ${workers} workers, ${name}`, "s", roundEnds(machines).at(-1)!));
      }
    }
  }
  note("Losses are of validation; times are simulated from the seconds of a step here and the bytes of a state.");
}

interface Plan {
  workers: number;
  rounds: number;
  innerSteps: number;
  quick: boolean;
}

/** A small language model from nothing, in batches of one prompt, which are noise for the most part: what workers average out. */
function recipeOf({ workers, rounds, innerSteps, quick }: Plan, config: string, output: string): GradientRecipe {
  const text = `
name: rounds
method: lm
output: ${JSON.stringify(output)}
model: { config: ${JSON.stringify(config)} }
tokenizer: ${JSON.stringify(shipped("tokenizer"))}
data: { kind: nano, turns: 4 }
schedule: { steps: ${rounds * innerSteps}, batch: 1, learningRate: 0.003, decay: constant, warmupSteps: 20 }
validation: { every: ${innerSteps}, items: ${quick ? 4 : 64} }
rounds: { workers: ${workers}, innerSteps: ${innerSteps} }`;
  return parseRecipe(text, "rounds.yaml") as GradientRecipe;
}

/** The shipped edge model's settings, smaller, in a file. */
async function smallConfig(directory: string): Promise<string> {
  const own = JSON.parse(await readFile(join(shipped("edge"), "config.json"), "utf8")) as object;
  const config = join(directory, "config.json");
  const smaller = {
    hidden_size: 96,
    intermediate_size: 256,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 2,
  };
  await writeFile(config, JSON.stringify({ ...own, ...smaller }));
  return config;
}

async function trainWith(plan: Plan) {
  const { workers, rounds, innerSteps } = plan;
  const output = await mkdtemp(join(tmpdir(), "lora-gen-bench-rounds-"));
  const recipe = recipeOf(plan, await smallConfig(output), output);
  const objective = await objectiveOf(recipe);
  const losses: number[] = [];
  const optimizer = await createOptimizer(objective, recipe.schedule);
  const bytes = serializeSafetensors(stateTensors(stateOf(objective, optimizer))).length;
  await optimizer.dispose();
  let [computed, from] = [0, performance.now()];
  await train(
    objective,
    {
      ...recipe.schedule,
      output,
      recipe: "bench",
      validateEvery: innerSteps,
      checkpointEvery: rounds * innerSteps,
      keep: 1,
      rounds: recipe.rounds!,
    },
    {
      onStep: () => (computed += performance.now() - from),
      onValidation(_, { loss }) {
        losses.push(loss!);
        from = performance.now();
      },
    },
  );
  await objective.dispose();
  await rm(output, { recursive: true });
  return { workers, losses, bytes, seconds: computed / 1000 / (rounds * innerSteps * workers) };
}
