/** @file Branches behind a shared prefix as one row of tokens, for a graph that decodes with `branches`. */

export interface BranchRow {
  ids: number[];
  /** 0 in the prefix, k in branch k (from 1). */
  segments: number[];
  /** Of each token, as if its branch stood alone behind the prefix. */
  positions: number[];
}

export function branchRow(prefix: readonly number[], branches: readonly (readonly number[])[]): BranchRow {
  const parts = [prefix, ...branches];
  const start = (k: number): number => (k === 0 ? 0 : prefix.length);
  return {
    ids: parts.flat(),
    segments: parts.flatMap((part, k) => part.map(() => k)),
    positions: parts.flatMap((part, k) => part.map((_, i) => start(k) + i)),
  };
}
