/** @file Checkpoints of a run: everything that the next step depends on, so that a resumed run is the same run. */

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { FileError } from "../errors.js";
import { parseAs, readTextIfPresent } from "../lm/json-file.js";
import { writeDirectoryAtomic, writeFileAtomic } from "../tensor/atomic.js";
import { readSafetensors, writeSafetensors } from "../tensor/safetensors-file.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Moments } from "./adamw.js";
import { partsIn } from "./output.js";

const progressSchema = z.object({
  /** Steps done. */
  step: z.int(),
  /** Lowest validation loss so far, and the step it was seen at. */
  best: z.object({ loss: z.number(), step: z.int() }).optional(),
  /** Items of the validations; runs of earlier versions don't tell. */
  validationItems: z.int().optional(),
  /** Hash of the recipe's settings that must not change within a run. */
  recipe: z.string(),
  /** Hashes of the models and files that the recipe names, by the setting; runs of earlier versions don't tell. */
  trainedOn: z.record(z.string(), z.string()).optional(),
});

export type Progress = z.infer<typeof progressSchema>;

const directoryOf = (step: number): string => `step-${String(step).padStart(7, "0")}`;

const stepsIn = async (directory: string): Promise<number[]> => {
  const entries = await readdir(directory).catch(() => []);
  return entries
    .flatMap((e) => /^step-(\d+)$/.exec(e)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
};

/** Prefixes of the tensors in a state file. */
type Kind = "parameter" | "buffer" | "m" | "v";

export interface State {
  parameters: TensorMap;
  buffers: TensorMap;
  moments: Moments;
}

/** What the next step depends on. */
export const stateOf = (
  objective: Pick<State, "parameters" | "buffers">,
  { moments }: Pick<State, "moments">,
): State => ({
  parameters: objective.parameters,
  buffers: objective.buffers,
  moments,
});

/** The state as tensors by kind and name, sharing its memory. */
export function stateTensors({ parameters, buffers, moments }: State): TensorMap {
  const tensors: TensorMap = {};
  const put = (kind: Kind, name: string, data: Float32Array, shape: readonly number[]): void => {
    tensors[`${kind}/${name}`] = { dtype: "f32", shape, data };
  };
  for (const [name, { data, shape }] of Object.entries(parameters)) {
    put("parameter", name, data as Float32Array, shape);
    for (const kind of ["m", "v"] as const) {
      const moment = moments[kind][name];
      if (moment) put(kind, name, moment, shape);
    }
  }
  for (const [name, { data, shape }] of Object.entries(buffers)) put("buffer", name, data as Float32Array, shape);
  return tensors;
}

/** The same, in memory of its own. */
export const copyState = (state: State): TensorMap =>
  Object.fromEntries(
    Object.entries(stateTensors(state)).map(([name, { shape, data }]) => [
      name,
      { dtype: "f32", shape, data: (data as Float32Array).slice() },
    ]),
  );

/** Copies into `state` what `stateTensors` made of one alike. Throws a `FileError` that names `source` if it isn't. */
export function restoreState(state: State, tensors: TensorMap, source: string): void {
  for (const [name, { data }] of Object.entries(stateTensors(state))) {
    const stored = tensors[name];
    if (stored?.data.length !== data.length) throw new FileError(source, `${name} is missing or of another size`);
    (data as Float32Array).set(stored.data as Float32Array);
  }
}

/** Writes a checkpoint aside, renames it, then drops all but the newest `keep`. */
export async function saveState(directory: string, progress: Progress, state: State, keep: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeDirectoryAtomic(join(directory, directoryOf(progress.step)), async (temporary) => {
    await writeSafetensors(join(temporary, "state.safetensors"), stateTensors(state));
    await writeFileAtomic(join(temporary, "progress.json"), `${JSON.stringify(progress, null, 2)}\n`);
  });
  for (const step of (await stepsIn(directory)).slice(0, -keep))
    await rm(join(directory, directoryOf(step)), { recursive: true });
}

async function readProgress(directory: string): Promise<Progress> {
  const file = join(directory, "progress.json");
  return parseAs(progressSchema, file, (await readTextIfPresent(file)) ?? "");
}

async function latest(directory: string): Promise<{ path: string; progress: Progress } | undefined> {
  const step = (await stepsIn(directory)).at(-1);
  if (step === undefined) return undefined;
  const path = join(directory, directoryOf(step));
  return { path, progress: await readProgress(path) };
}

/** How far the newest checkpoint is; undefined if there is none. */
export const latestProgress = async (directory: string): Promise<Progress | undefined> =>
  (await latest(directory))?.progress;

/**
 * The end of a run that has done its `steps` and left its last model; undefined if something is left to do. Throws a `FileError`
 * if it was made by other settings, or on other models or data.
 */
export async function finishedProgress(
  output: string,
  steps: number,
  identity: () => Promise<Identity>,
): Promise<Progress | undefined> {
  const found = await latest(join(output, "checkpoints"));
  if (!found || found.progress.step < steps) return undefined;
  checkIdentity(found.path, found.progress, await identity());
  return (await partsIn(output)).includes("last") ? found.progress : undefined;
}

/**
 * Loads the newest checkpoint into `state` in place; undefined if there is none. Throws a `FileError` if it was made by other
 * settings, or on other models or data.
 */
export async function loadState(directory: string, identity: Identity, state: State): Promise<Progress | undefined> {
  const found = await latest(directory);
  if (!found) return undefined;
  const { path, progress } = found;
  checkIdentity(path, progress, identity);
  const file = join(path, "state.safetensors");
  restoreState(state, await readSafetensors(file), file);
  return progress;
}

/** What must be the same when a run goes on. */
type Identity = Pick<Progress, "recipe" | "trainedOn">;

function checkIdentity(path: string, progress: Progress, { recipe, trainedOn = {} }: Identity): void {
  if (progress.recipe !== recipe)
    throw new FileError(
      path,
      "was made by a recipe with other settings; start anew in another output directory, or restore the recipe",
    );
  const other = Object.entries(trainedOn).find(([name, hash]) => (progress.trainedOn?.[name] ?? hash) !== hash);
  if (other)
    throw new FileError(
      path,
      `was trained on something else under "${other[0]}"; put that back, or start anew in another output directory`,
    );
}
