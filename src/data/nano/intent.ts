/** @file What a tool of the nano world does, and the ways to name it and to ask for it. */

import type { Random } from "../../tensor/random.js";

export interface Slot {
  id: string;
  /** Argument names, in snake_case; a prompt respells them in its own style. */
  spellings: readonly string[];
  value: (random: Random) => string;
}

export interface Intent {
  id: string;
  /** A tool's name is a verb and a noun of these; nouns belong to one intent only. */
  verbs: readonly string[];
  nouns: readonly string[];
  slots: readonly Slot[];
  /** What the tool does, in the third person: "sets an alarm". */
  does: readonly string[];
  /** Ways to ask; the last two are held out. A slot's value stands as `{id}`. */
  requests: readonly string[];
  /** A slot that a tool may have or not, with the clauses that ask for it, put behind a request. */
  extra?: Slot & { clauses: readonly string[] };
}
