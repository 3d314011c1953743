/** @file Exact match of methods on items: the nano table. */

import { openGenerator } from "../methods/lora-gen/checkpoint.js";
import { isExact } from "../training/exact.js";
import { batches, lengthsOf } from "./batches.js";
import { candidates, type CandidateOptions } from "./candidates.js";
import type { Item, ItemSet } from "./items.js";
import type { Scorer } from "./scorer.js";
import { wilson } from "./statistics.js";

export interface EvaluationRow {
  method: string;
  split: string;
  items: number;
  /** Share of exact matches, with its 95% interval (Wilson). */
  accuracy: number;
  low: number;
  high: number;
}

export interface FamilyRow extends EvaluationRow {
  family: string;
}

export interface Evaluation {
  rows: EvaluationRow[];
  /** The same by kind of task, where it is known. */
  families: FamilyRow[];
  /** What a reader of the table should know: methods left out, items that no context held. */
  notes: string[];
}

export interface EvaluationOptions extends CandidateOptions {
  /** Generator directory; its edge model is the one that all methods are tried on. */
  generator: string;
  onProgress?(done: number, total: number, doing: string): void;
  signal?: AbortSignal;
}

/** Scores every method on every set. An item that does not fit a model's context is counted as wrong. */
export async function evaluateExactMatch(sets: readonly ItemSet[], options: EvaluationOptions): Promise<Evaluation> {
  const { generator, onProgress, signal } = options;
  const result: Evaluation = { rows: [], families: [], notes: [] };
  const checkpoint = await openGenerator(generator);
  try {
    const scorers = await candidates(checkpoint, options, result.notes);
    const total = scorers.length * sets.reduce((n, { items }) => n + items.length, 0);
    let done = 0;
    for (const { method, open } of scorers) {
      const scorer = await open();
      for (const { split, items } of sets) {
        const scored = await exactMatches(
          scorer,
          items,
          (n) => onProgress?.((done += n), total, `${method}, ${split}`),
          signal,
        );
        addRows(result, method, split, items, scored);
      }
      await scorer.dispose();
    }
  } finally {
    await checkpoint.cloud.close();
    await checkpoint.edge.close();
  }
  return result;
}

/** Whether each item is an exact match, in their order; undefined for one that does not fit. */
async function exactMatches(
  scorer: Scorer,
  items: readonly Item[],
  onScored: (count: number) => void = () => {},
  signal?: AbortSignal,
): Promise<(boolean | undefined)[]> {
  const encoded = items.map((item, index) => ({ index, ...scorer.encode(item) }));
  const fitting = encoded.filter((item) => scorer.fits(item));
  const out = Array<boolean | undefined>(items.length).fill(undefined);
  onScored(items.length - fitting.length);
  for (const batch of batches(fitting, lengthsOf)) {
    signal?.throwIfAborted();
    const found = await scorer.matches(batch);
    batch.forEach(({ index }, i) => (out[index] = isExact(found[i]!)));
    onScored(batch.length);
  }
  return out;
}

function addRows(
  { rows, families, notes }: Evaluation,
  method: string,
  split: string,
  items: readonly Item[],
  scored: readonly (boolean | undefined)[],
): void {
  const row = (chosen: readonly (boolean | undefined)[]): EvaluationRow => {
    const exact = chosen.filter((is) => is === true).length;
    return {
      method,
      split,
      items: chosen.length,
      accuracy: chosen.length === 0 ? 0 : exact / chosen.length,
      ...wilson(exact, chosen.length),
    };
  };
  rows.push(row(scored));
  for (const family of new Set(items.map((item) => item.family)))
    if (family !== undefined) families.push({ family, ...row(scored.filter((_, i) => items[i]!.family === family)) });
  const tooLong = scored.filter((is) => is === undefined).length;
  if (tooLong > 0)
    notes.push(`${method}, ${split}: ${tooLong} of ${items.length} items do not fit the context and count as wrong`);
}
