/** @file Sequences that begin alike as one row of tokens, a tree in depth-first order, for a graph that decodes with `tree`. */

import { commonLength } from "./common-length.js";

export interface TreeRow {
  ids: number[];
  /** Of each token, the place of the last one that stands behind it (see `treeMask`). */
  ends: number[];
  /** Of each token, as if its sequence stood alone. */
  positions: number[];
}

/** Sequences added one by one: of each only what the one before it does not begin with becomes part of the row. */
export class TokenTree implements TreeRow {
  readonly ids: number[] = [];
  readonly ends: number[] = [];
  readonly positions: number[] = [];
  /** The sequence that was added last, and the place of each of its tokens. */
  #last: readonly number[] = [];
  #places: number[] = [];

  /** Tokens that a sequence would add. */
  cost(sequence: readonly number[]): number {
    return sequence.length - commonLength(this.#last, sequence);
  }

  /** Returns the place of each token. */
  add(sequence: readonly number[]): readonly number[] {
    const common = commonLength(this.#last, sequence);
    this.#places = [...this.#places.slice(0, common), ...sequence.slice(common).map((_, i) => this.ids.length + i)];
    sequence.slice(common).forEach((id, i) => {
      this.ids.push(id);
      this.positions.push(common + i);
    });
    for (const place of this.#places) this.ends[place] = this.ids.length - 1;
    this.#last = sequence;
    return this.#places;
  }
}

/** Branches behind a prefix, each for itself though they may begin alike, and the place of the first token of each. */
export function branchRow(
  prefix: readonly number[],
  branches: readonly (readonly number[])[],
): TreeRow & { firsts: number[] } {
  const row = { ids: [...prefix], positions: prefix.map((_, i) => i), firsts: [] as number[] };
  const ends: number[] = [];
  for (const branch of branches) {
    row.firsts.push(row.ids.length);
    const end = row.ids.length + branch.length - 1;
    row.ids.push(...branch);
    row.positions.push(...branch.map((_, i) => prefix.length + i));
    ends.push(...branch.map(() => end));
  }
  return { ...row, ends: [...prefix.map(() => row.ids.length - 1), ...ends] };
}
