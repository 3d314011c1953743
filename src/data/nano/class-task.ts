/** @file A task of classification: its classes, their label words, and texts that belong to them. */

import type { Random } from "../../tensor/random.js";

export interface Class {
  id: string;
  /** Label words that say by themselves which class is meant. */
  labels: readonly string[];
  /** Completes "the text is …". */
  is: readonly string[];
  /** Texts; the last two are held out. `{pool}` names a pool of the task. */
  texts: readonly string[];
}

export interface ClassTask {
  id: string;
  /** "the sentiment", as in "Classify the sentiment of each message". */
  aspects: readonly string[];
  /** What is classified: "review". */
  things: readonly string[];
  classes: readonly Class[];
  /** How many classes a prompt may ask for. */
  counts: readonly number[];
  pools: Readonly<Record<string, readonly string[] | ((random: Random) => string)>>;
}
