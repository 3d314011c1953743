/** @file What makes two recipes the same run, on one machine or on several. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { sha256, sha256OfFile } from "../tensor/sha256.js";
import { version } from "../version.js";
import type { GradientRecipe } from "./recipe.js";

/**
 * All settings but those that may change between parts of one run: its name, place, how often it looks and saves, and its
 * length where the rate of a step does not follow from it until the end.
 */
function settingsOf({
  name: _name,
  output: _output,
  validation: _validation,
  checkpoint: _checkpoint,
  ...rest
}: GradientRecipe): object {
  const { schedule } = rest;
  return schedule.decay === "cosine" ? rest : { ...rest, schedule: { ...schedule, steps: 0 } };
}

/** A run resumes only under a recipe with the same hash. */
export const settingsHash = (recipe: GradientRecipe): string => sha256(JSON.stringify(settingsOf(recipe)));

/** What machines that share a run must have alike, wherever it lies on each. */
export interface SharedIdentity {
  /** Hash of the settings but for paths. */
  settings: string;
  /** Hashes of what the paths lead to, by the name of the setting, and the program's version. */
  parts: Record<string, string>;
}

export async function sharedIdentity(recipe: GradientRecipe): Promise<SharedIdentity> {
  const paths = pathsOf(recipe);
  const found = Object.entries(paths).map(async ([name, path]) => [name, await contentHash(path)] as const);
  const parts = { version, ...Object.fromEntries(await Promise.all(found)) };
  const settings = Object.keys(paths).reduce(
    (group, name) => without(group, name.split(".")),
    settingsOf(recipe) as Group,
  );
  return { settings: sha256(JSON.stringify(settings)), parts };
}

/** Throws a `FileError` for the first part that is not what `expected` says. */
export function checkParts(recipe: GradientRecipe, here: SharedIdentity["parts"], expected: SharedIdentity["parts"]) {
  const paths = pathsOf(recipe);
  for (const [name, hash] of Object.entries(expected)) {
    if (here[name] === hash) continue;
    if (name === "version")
      throw new FileError("lora-gen", `is version ${here[name]} here, and ${hash} where the run is; install the same`);
    throw new FileError(
      paths[name] ?? name,
      `"${name}" of the recipe is not what it is where the run is; copy it from there`,
    );
  }
}

interface Group {
  [name: string]: Group;
}

const without = (group: Group, [name, ...within]: readonly string[]): Group =>
  Object.fromEntries(
    Object.entries(group).flatMap(([key, value]): [string, Group][] =>
      key !== name ? [[key, value]] : within.length > 0 ? [[key, without(value, within)]] : [],
    ),
  );

/** Files and directories that a recipe names, by the setting. */
function pathsOf(recipe: GradientRecipe): Record<string, string> {
  const paths: Record<string, string | undefined> = {};
  if (recipe.data.kind === "jsonl") {
    paths["data.train"] = recipe.data.train;
    paths["data.validation"] = recipe.data.validation;
  }
  if (recipe.method === "lm") {
    const { config, from } = recipe.model;
    paths["model.config"] = typeof config === "string" ? config : undefined;
    paths["model.from"] = from;
    paths["tokenizer"] = recipe.tokenizer;
  } else {
    paths["edge"] = recipe.edge;
    if ("cloud" in recipe) paths["cloud"] = recipe.cloud;
    if (recipe.method === "lora-gen") paths["generator.from"] = recipe.generator.from;
  }
  return Object.fromEntries(Object.entries(paths).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Of a file, or of what a model or generator is read from in a directory. */
async function contentHash(source: string): Promise<string> {
  const path = await localPath(source);
  const found = await stat(path).catch((cause: unknown) => {
    throw new FileError(path, "no such file or directory", { cause });
  });
  if (!found.isDirectory()) return sha256OfFile(path);
  const names = (await readdir(path)).filter((name) => /\.(json|jinja|safetensors|gguf)$/.test(name)).sort();
  const hashes = await Promise.all(names.map(async (name) => `${name} ${await sha256OfFile(join(path, name))}`));
  return sha256(hashes.join("\n"));
}
