/** @file Ablations and comparisons: variants of a training recipe, each trained under several seeds, then measured side by side. */

import { join } from "node:path";
import { stat } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { InputError } from "../errors.js";
import { sha256 } from "../tensor/sha256.js";
import { parseRecipe, parseRecipeAs, readRecipeText, RecipeError } from "../training/recipe-file.js";
import type { MethodRecipe, Recipe } from "../training/recipe.js";
import { trainRecipe } from "../training/run.js";
import { trainingCost } from "./costs/training.js";
import { evaluationRecipeSchema, measuring, methodEntry, methodName, unique, type MethodEntry } from "./recipe.js";
import type { EvaluationResult } from "./result.js";
import { evaluateRecipe, type EvaluationHooks } from "./run.js";

/** Merged into other settings as by RFC 7396: null leaves one out. */
const settings = z.record(z.string(), z.unknown());

const ablationSchema = z
  .strictObject({
    name: z.string().min(1),
    /** Directory of the evaluation, and of the runs (`VARIANT/SEED`) where `runs` has no other. */
    output: z.string().min(1),
    /** Directory of runs that several ablations have together: of equal settings and seeds one is trained. */
    runs: z.string().min(1).optional(),
    /** Training recipe, whose settings all variants share but for what they set. */
    base: z.string().min(1),
    /** Settings of all variants that differ from the base's. */
    set: settings.default({}),
    variants: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[^/]+$/, "must be a name that a directory can have"),
          /** Another base, where the method is another. */
          base: z.string().min(1).optional(),
          set: settings.default({}),
        }),
      )
      .min(1),
    /** Training seeds. */
    seeds: z.array(z.int().min(0)).min(1).default([0, 1, 2]),
    evaluation: z.strictObject({
      ...measuring,
      /** What needs no training here, beside the variants. */
      methods: z.array(methodEntry).default([]),
      /** Steps of each variant's training that a process of its own takes, to tell their time and memory; 0 for none. */
      trainingSteps: z.int().min(0).default(0),
    }),
  })
  .refine(
    ({ variants, evaluation }) => unique([...evaluation.methods.map(methodName), ...variants.map(({ name }) => name)]),
    { path: ["variants"], error: "holds two of one name, or one of a method that is measured beside them" },
  );

export type AblationRecipe = z.infer<typeof ablationSchema>;

export interface Variant {
  name: string;
  /** One for each seed. */
  recipes: MethodRecipe[];
}

export interface Ablation {
  recipe: AblationRecipe;
  variants: Variant[];
}

/**
 * Reads an ablation and every training recipe that it stands for. Throws a `RecipeError`, a `FileError`, or an `InputError` for
 * variants that can't be measured side by side.
 */
export async function loadAblation(path: string): Promise<Ablation> {
  const recipe = parseRecipeAs(ablationSchema, await readRecipeText(path), path);
  const variants: Variant[] = [];
  for (const { name, base = recipe.base, set } of recipe.variants) {
    const text = await readRecipeText(base);
    // By itself first: its mistakes have lines.
    parseRecipe(text, base);
    const given = parse(text) as Record<string, unknown>;
    const recipes = recipe.seeds.map((seed) => {
      const own = { name: `${recipe.name}, ${name}, ${seed}`, seed, output: join(recipe.output, name, String(seed)) };
      const whole = [recipe.set, set, own].reduce(merged, given);
      const run = trained(variantOf(whole, `${path}, variant "${name}" of ${base}`), path);
      return recipe.runs === undefined ? run : { ...run, output: join(recipe.runs, runHash(run)) };
    });
    variants.push({ name, recipes });
  }
  const [edge] = variants.map(({ recipes }) => recipes[0]!.edge);
  const other = variants.find(({ recipes }) => recipes[0]!.edge !== edge);
  if (other)
    throw new InputError(
      `${path}: variant "${other.name}" is for the edge model ${other.recipes[0]!.edge}, the first one for ${edge}; they are measured on one`,
    );
  return { recipe, variants };
}

/** A base with what a variant sets. Throws a `RecipeError` without lines, which no file has. */
function variantOf(settings: Record<string, unknown>, name: string): Recipe {
  try {
    return parseRecipe(stringify(settings), name);
  } catch (error) {
    if (!(error instanceof RecipeError)) throw error;
    throw new RecipeError(
      name,
      error.problems.map(({ message }) => ({ message })),
    );
  }
}

function trained(recipe: Recipe, path: string): MethodRecipe {
  if (recipe.method === "lm" || recipe.method === "lora-hub")
    throw new InputError(`${path}: ablations are of methods that are trained on prompts, not of ${recipe.method}`);
  return recipe;
}

/**
 * Of all settings that a run's best weights come out by: also of those that may change when it resumes. What its models
 * hold, the trainer looks at.
 */
const runHash = ({ name: _name, output: _output, ...settings }: MethodRecipe): string =>
  sha256(JSON.stringify(settings)).slice(0, 16);

/** Groups of settings are merged, null leaves one out, all else is replaced: RFC 7396. */
function merged(into: Record<string, unknown>, from: Record<string, unknown>): Record<string, unknown> {
  const isGroup = (v: unknown): v is Record<string, unknown> =>
    typeof v === "object" && v !== null && !Array.isArray(v);
  const out = new Map(Object.entries(into));
  for (const [key, value] of Object.entries(from)) {
    const before = out.get(key);
    if (value === null) out.delete(key);
    else out.set(key, isGroup(value) ? merged(isGroup(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(out);
}

export interface AblationHooks extends EvaluationHooks {
  /** A run begins or goes on; `done` of `total` steps of all runs. */
  onTraining?(done: number, total: number, doing: string): void;
}

/**
 * Trains what is not trained yet, then measures. Interrupted, it goes on where it was, in a run or in the evaluation. The
 * result is in `evaluation` within the output directory; undefined if the signal stopped a run.
 */
export async function runAblation(
  { recipe, variants }: Ablation,
  { onTraining, ...hooks }: AblationHooks = {},
): Promise<EvaluationResult | undefined> {
  const runs = variants.flatMap(({ recipes }) => recipes);
  const total = runs.reduce((sum, { schedule }) => sum + schedule.steps, 0);
  let done = 0;
  for (const run of runs) {
    const { step } = await trainRecipe(run, {
      resume: true,
      ...(hooks.signal ? { signal: hooks.signal } : {}),
      onStep: ({ step }) => onTraining?.(done + step, total, run.name),
    });
    if (step < run.schedule.steps) return undefined;
    done += run.schedule.steps;
  }
  const methods: MethodEntry[] = [];
  for (const { name, recipes } of variants) {
    const directory = await Promise.all(recipes.map(({ output }) => bestOf(output)));
    const method = recipes[0]!.method;
    if (method === "lora") methods.push({ method, name, directory, inContext: false });
    else methods.push({ method: method === "lora-gen" ? method : "trained", name, directory });
  }
  const { methods: others, trainingSteps, ...rest } = recipe.evaluation;
  const training: EvaluationResult["training"] & {} = [];
  if (trainingSteps > 0)
    for (const { name, recipes } of variants)
      training.push({ method: name, ...(await trainingCost(recipes[0]!, trainingSteps, hooks.signal)) });
  return evaluateRecipe(
    evaluationRecipeSchema.parse({
      name: recipe.name,
      output: join(recipe.output, "evaluation"),
      edge: runs[0]!.edge,
      methods: [...others, ...methods],
      ...rest,
    }),
    hooks,
    training.length > 0 ? { training } : {},
  );
}

const bestOf = async (output: string): Promise<string> => {
  const best = join(output, "best");
  return (await stat(best).catch(() => undefined)) ? best : join(output, "last");
};
