/** @file What makes two recipes the same run, on one machine or on several. */

import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FileError } from "../errors.js";
import { localPath } from "../hub/resolve.js";
import { sha256, sha256OfFile } from "../tensor/sha256.js";
import { version } from "../version.js";
import type { GradientRecipe } from "./recipe.js";

/** All settings but those that may change between parts of one run: its name, place, and how often it looks and saves. */
function settingsOf({
  name: _name,
  output: _output,
  validation: _validation,
  checkpoint: _checkpoint,
  ...rest
}: GradientRecipe) {
  return rest;
}

/**
 * A run resumes only under a recipe with the same hash. That is also one with more steps, where the rate of a step does not
 * follow from them until the end.
 */
export function settingsHash(recipe: GradientRecipe): string {
  const settings = settingsOf(recipe);
  const { schedule } = settings;
  // In its old place: the hash is of a text.
  const lasting = schedule.decay === "cosine" ? schedule : { ...schedule, steps: 0 };
  return sha256(JSON.stringify({ ...settings, schedule: lasting }));
}

/** What machines that share a run must have alike, wherever it lies on each. */
export interface SharedIdentity {
  /** Hash of the settings but for paths. Steps are among them: a worker's last rates follow from those of its own recipe. */
  settings: string;
  /** Hashes of what the paths lead to, by the name of the setting, and the program's version. */
  parts: Record<string, string>;
}

export async function sharedIdentity(recipe: GradientRecipe): Promise<SharedIdentity> {
  const paths = pathsOf(recipe);
  const settings = Object.keys(paths).reduce(
    (group, name) => without(group, name.split(".")),
    settingsOf(recipe) as object as Group,
  );
  return { settings: sha256(JSON.stringify(settings)), parts: { version, ...(await hashesOf(paths)) } };
}

/** Hashes of what a run reads in each of its steps, by the name of the setting: not of what it only starts from. */
export const trainedOn = (recipe: GradientRecipe): Promise<Record<string, string>> =>
  hashesOf(Object.fromEntries(Object.entries(pathsOf(recipe)).filter(([name]) => !name.endsWith(".from"))));

const hashesOf = async (paths: Record<string, string>): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(paths).map(async ([name, path]) => [name, await contentHash(path, name)])),
  ) as Record<string, string>;

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
    if (recipe.method === "lora") paths["lora.from"] = recipe.lora.from;
  }
  return Object.fromEntries(Object.entries(paths).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A tokenizer is its directory, also where a recipe names the `tokenizer.json` in it: a chat template lies beside that. */
export const tokenizerDirectory = async (path: string): Promise<string> =>
  (await stat(path).catch(() => undefined))?.isFile() ? dirname(path) : path;

/** What is read of a directory: a tokenizer and a configuration may lie beside the weights of any model. */
const reads: Record<string, RegExp> = { "model.config": /^config\.json$/, tokenizer: /(?<!\.index)\.(json|jinja)$/ };
const modelFiles = /\.(json|jinja|safetensors|gguf)$/;

/** Of a file, or of what is read of a directory for the setting `name`. */
async function contentHash(source: string, name: string): Promise<string> {
  const local = await localPath(source);
  const path = name === "tokenizer" ? await tokenizerDirectory(local) : local;
  const found = await stat(path).catch((cause: unknown) => {
    throw new FileError(path, "no such file or directory", { cause });
  });
  if (!found.isDirectory()) return sha256OfFile(path);
  const files = (await readdir(path)).filter((file) => (reads[name] ?? modelFiles).test(file)).sort();
  const hashes = await Promise.all(files.map(async (file) => `${file} ${await sha256OfFile(join(path, file))}`));
  return sha256(hashes.join("\n"));
}
