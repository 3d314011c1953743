/** @file The name someone probably meant. */

/** Letters to insert, delete or replace to get from one word to the other (Levenshtein, 1965). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, "");

/** The candidate nearest to `name`, if one is near: at most a third of its letters differ. Case, `-` and `_` count nothing. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.ceil(plain(best.candidate).length / 3) ? best.candidate : undefined;
}
