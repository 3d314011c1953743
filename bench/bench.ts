/** @file What every suite of the bench is given. */

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { saveMergedGguf } from "../src/adapter/gguf.js";
import { openCheckpoint } from "../src/lm/checkpoint.js";
import type { GgufDtype } from "../src/tensor/quantize.js";
import type { Row } from "./rows.js";

export interface Bench {
  /** A model of SmolLM2-135M's size, GGUF or directory; undefined where there is none. */
  model: string | undefined;
  /** Directory of data sets (`mc/SET/test.jsonl.gz`, `tools/…`); undefined where there is none. */
  data: string | undefined;
  /** Threads that ours and the peers compute with. */
  threads: number;
  /** Alternating runs of each comparison. */
  runs: number;
  /** Directory that plots are written to. */
  out: string;
  /** Directory that keeps what is made of models. */
  kept: string;
  /** A few runs of something tiny: whether a suite works, not how fast it is. */
  quick: boolean;
  row(row: Row): void;
  /** What a reader must know besides the rows: what is left out, and why. */
  note(text: string): void;
}

export const threadsByDefault = (): number => Number(process.env["LORA_GEN_THREADS"]) || availableParallelism();

/**
 * How many threads an engine is tried with where the faster counts: threads that wait for each other in busy loops are
 * slower than one where other processes want the cores, too.
 */
export const threadCounts = ({ threads, quick }: Pick<Bench, "threads" | "quick">): readonly number[] =>
  quick ? [threads] : [...new Set([1, threads])];

/** Where this project lies. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** A directory of the shipped pair: `cloud`, `edge`, `generator`. */
export const shipped = (name: string): string => join(root, "checkpoints/nano", name);

/** SmolLM2-135M-Instruct, where tests look for it too. */
export const defaultModel = (): string | undefined =>
  [process.env["LORA_GEN_SMOLLM2"], join(root, "../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf")].find(
    (path) => path !== undefined && existsSync(path),
  );

/** Data sets in the plain layout of `eval`, beside the project. */
export const defaultData = (): string | undefined => [join(root, "../shared/data")].find((path) => existsSync(path));

/** A file or directory made of a model, kept for the next run of the bench. */
export async function derived(
  { kept }: Pick<Bench, "kept">,
  model: string,
  name: string,
  make: (path: string) => Promise<unknown>,
): Promise<string> {
  const checkpoint = await openCheckpoint(model);
  const directory = join(kept, (await checkpoint.hash()).slice(0, 16));
  await checkpoint.close();
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  if (!existsSync(path)) await make(path);
  return path;
}

/** The model as a GGUF file of one type, kept likewise. */
export const derivedGguf = (bench: Pick<Bench, "kept">, model: string, dtype: GgufDtype): Promise<string> =>
  derived(bench, model, `${dtype}.gguf`, (path) => saveMergedGguf(path, model, { name: "bench", dtype }));

/** Token ids that mean nothing, always the same: speed does not depend on them. */
export const someIds = (count: number, vocabulary: number): number[] =>
  Array.from({ length: count }, (_, i) => 100 + ((i * 7919) % (vocabulary - 200)));
