/** @file What is asked in an evaluation. */

import { nanoItems } from "../data/nano/index.js";
import type { Episode } from "../data/episode.js";
import type { NanoSplit } from "./names.js";

/** One request behind its system prompt, with the only right answer. */
export interface Item {
  system: string;
  request: string;
  answer: string;
  /** Kind of task, where it is known. */
  family?: string;
}

/** Items that are counted together. */
export interface ItemSet {
  split: string;
  items: readonly Item[];
}

/** Items of nano splits, all families alike, with `shots` in each prompt if told. The same arguments give the same items. */
export const nanoSets = (splits: readonly NanoSplit[], items: number, seed: number, shots?: number): ItemSet[] =>
  splits.map((split) => ({ split, items: nanoItems(split, items, seed, shots) }));

/** Every turn of given episodes as an item of its own. */
export const givenSet = (episodes: readonly Episode[]): ItemSet => ({
  split: "given",
  items: episodes.flatMap(({ system, turns }) => turns.map((turn) => ({ system, ...turn }))),
});
