/** @file What a report is made of: results of evaluations, and logs of training runs. */

import { stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { z } from "zod";
import { readJsonLines } from "../../data/json-lines.js";
import { FileError } from "../../errors.js";
import { readJson } from "../../lm/json-file.js";
import type { EvaluationResult } from "../result.js";
import { resultFile } from "../run.js";

/** A run's log: a figure at each step that has it. */
export interface Curve {
  run: string;
  points: { step: number; loss?: number | undefined; validation?: number | undefined }[];
}

export interface ReportInputs {
  results: EvaluationResult[];
  curves: Curve[];
}

const step = z.looseObject({
  step: z.number(),
  loss: z.number().optional(),
  "validation.loss": z.number().optional(),
});

/** Sorts directories and files by what they are. Throws a `FileError` for one that is neither. */
export async function readInputs(paths: readonly string[]): Promise<ReportInputs> {
  const inputs: ReportInputs = { results: [], curves: [] };
  for (const path of paths) {
    const file = await found(path);
    if (file.endsWith(".jsonl")) inputs.curves.push(await readCurve(file));
    else inputs.results.push(await readResult(file));
  }
  const names = shortNames(inputs.curves.map(({ run }) => run));
  inputs.curves.forEach((curve, i) => (curve.run = names[i]!));
  return inputs;
}

/** A file as it is; of a directory the result, or else the log of a run, or that of a shipped model. */
async function found(path: string): Promise<string> {
  const is = async (file: string): Promise<boolean> => (await stat(file).catch(() => undefined))?.isFile() ?? false;
  for (const file of [path, ...[resultFile, "metrics.jsonl", "training.jsonl"].map((name) => join(path, name))])
    if (await is(file)) return file;
  throw new FileError(
    path,
    `holds neither the result of an evaluation (${resultFile}) nor a run's log (metrics.jsonl)`,
  );
}

async function readResult(file: string): Promise<EvaluationResult> {
  const json = await readJson(file);
  if (json["formatVersion"] !== 1 || !Array.isArray(json["rows"]))
    throw new FileError(file, "is not the result of an evaluation, or of another version");
  return json as unknown as EvaluationResult;
}

async function readCurve(file: string): Promise<Curve> {
  const lines = await readJsonLines(file, step, "steps of a run");
  const points = lines.map((l) => ({ step: l.step, loss: l.loss, validation: l["validation.loss"] }));
  return { run: dirname(resolve(file)), points };
}

/** Each path from where all differ: its last part, or as many as tell it from the others. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(sep).filter(Boolean));
  const longest = Math.max(...parts.map(({ length }) => length));
  for (let count = 1; count < longest; count++) {
    const names = parts.map((of) => of.slice(-count).join("/"));
    if (new Set(names).size === new Set(paths).size) return names;
  }
  return parts.map((of) => of.join("/"));
}
