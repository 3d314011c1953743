/** @file What a bench tells: samples taken side by side, and rows of ours beside a peer's. */

/** One comparison; a figure that nothing stands beside has no peer and no ratio. */
export interface Row {
  name: string;
  ours: number;
  peer: number | null;
  unit: string;
  /** Above 1: ours is better. Best of ours by best of the peer's. */
  ratio: number | null;
  /** Least and greatest ratio of two runs side by side. */
  low: number | null;
  high: number | null;
}

/** Whether more of it is better (tokens/s) or less (ms). */
export type Better = "more" | "less";

/**
 * Calls every function once unmeasured, then all of them in turn, `runs` times: what else the machine does meets all
 * alike. Gives the samples of each. Not `warm`, it leaves the unmeasured calls out.
 */
export async function alternate<K extends string, T = number>(
  runs: number,
  measures: Readonly<Record<K, () => Promise<T>>>,
  { warm = true }: { warm?: boolean } = {},
): Promise<Record<K, T[]>> {
  const names = Object.keys(measures) as K[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  if (warm) for (const name of names) await measures[name]();
  for (let run = 0; run < runs; run++) for (const name of names) samples[name].push(await measures[name]());
  return samples;
}

export const best = (samples: readonly number[], better: Better): number =>
  better === "more" ? Math.max(...samples) : Math.min(...samples);

/** A row of samples that were taken in turn. The ratio of the best lies between those of the pairs. */
export function versus(
  name: string,
  unit: string,
  better: Better,
  ours: readonly number[],
  peer: readonly number[],
): Row {
  const ratioOf = (a: number, b: number): number => (better === "more" ? a / b : b / a);
  const pairs = ours.map((value, i) => ratioOf(value, peer[i]!));
  const [a, b] = [best(ours, better), best(peer, better)];
  return { name, unit, ours: a, peer: b, ratio: ratioOf(a, b), low: Math.min(...pairs), high: Math.max(...pairs) };
}

export const alone = (name: string, unit: string, ours: number): Row => ({
  name,
  ours,
  peer: null,
  unit,
  ratio: null,
  low: null,
  high: null,
});

/** Milliseconds that a call takes. */
export async function milliseconds(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}
