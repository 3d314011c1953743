/**
 * @file Makes the shipped pair again: tokenizer, edge and cloud model, generator, the LoRA it is compared with, and the
 * evaluation that the playground shows.
 * `npm run train:nano [-- NAME …]`; hours on two cores. Stopped at any time, it goes on where it was.
 */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEvaluationRecipe } from "../src/evaluation/recipe.js";
import { evaluateRecipe } from "../src/evaluation/run.js";
import { loadRecipe } from "../src/training/recipe-file.js";
import { trainRecipe } from "../src/training/run.js";

const all = [
  "edge",
  "edge-answers",
  "edge-deep",
  "edge-longer",
  "edge-further",
  "cloud",
  "generator",
  "lora",
  "evaluation",
];
const given = process.argv.slice(2);
const wanted = given.length > 0 ? given : all;
const shipped = "checkpoints/nano";
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stop.abort();
  });

if (!existsSync(join(shipped, "tokenizer")))
  spawnSync("npx", ["tsx", "scripts/make-nano-tokenizer.ts"], { stdio: "inherit" });

for (const name of wanted) {
  if (name === "evaluation") {
    await evaluate();
    continue;
  }
  const recipe = await loadRecipe(`recipes/nano/${name}.yaml`);
  const began = Date.now();
  let sum = 0;
  let steps = 0;
  const progress = await trainRecipe(recipe, {
    resume: true,
    signal: stop.signal,
    onStep({ step, loss, gradientNorm, tokensPerSecond }) {
      sum += loss;
      if (++steps % 25 > 0) return;
      const seconds = (Date.now() - began) / 1000 / steps;
      const left = ((recipe.schedule.steps - step) * seconds) / 60;
      console.log(
        `${name} ${step}/${recipe.schedule.steps} loss ${(sum / 25).toFixed(4)} gradient ${gradientNorm.toFixed(2)} ${tokensPerSecond.toFixed(0)} tokens/s ${left.toFixed(0)} min left`,
      );
      sum = 0;
    },
    onValidation: (step, figures) => {
      console.log(`${name} ${step} validation ${JSON.stringify(figures)}`);
    },
  });
  if (progress.step < recipe.schedule.steps) break;
  // A model's later part takes the place of its earlier one.
  const target = join(shipped, name.split("-")[0]!);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(recipe.output, "best"), target, { recursive: true });
  if (recipe.method === "lora-gen") relocate(join(target, "generator.json"), { cloud: "../cloud", edge: "../edge" });
  writeFileSync(join(target, "training.jsonl"), thinned(join(recipe.output, "metrics.jsonl")));
}

/** The result without its routing maps, which no page shows, beside the generator. */
async function evaluate(): Promise<void> {
  const result = await evaluateRecipe(await loadEvaluationRecipe("recipes/nano/evaluation.yaml"), {
    signal: stop.signal,
  });
  writeFileSync(join(shipped, "generator/evaluation.json"), `${JSON.stringify({ ...result, routing: [] }, null, 1)}\n`);
}

/** Every 50th step of a run's log, and every validation. */
function thinned(path: string): string {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines
    .filter((line) => (JSON.parse(line) as { step: number }).step % 50 === 0)
    .map((line) => `${line}\n`)
    .join("");
}

/** Says where the models of a generator are that was moved. */
function relocate(path: string, models: Record<"cloud" | "edge", string>): void {
  const file = JSON.parse(readFileSync(path, "utf8")) as Record<"cloud" | "edge", { path: string }>;
  for (const role of ["cloud", "edge"] as const) file[role].path = models[role];
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
}
