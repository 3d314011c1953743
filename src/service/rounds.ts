/** @file Rounds of training in Redis: one flow each, whose children are the shares of workers. States are in the store. */

import type { SharedIdentity } from "../training/recipe-identity.js";
import type { Share } from "../training/rounds.js";

/** Shares of recipes with the same settings, for whoever has them. */
export const sharesQueue = ({ settings }: Pick<SharedIdentity, "settings">): string =>
  `lora-gen-shares-${settings.slice(0, 16)}`;

/** Rounds of one run, for its own coordinator. */
export const roundsQueue = (run: string): string => `lora-gen-rounds-${run.slice(0, 16)}`;

export interface ShareJob {
  share: Share;
  /** Hash of the state it begins with. */
  state: string;
  /** What the worker must have, too. */
  parts: SharedIdentity["parts"];
}

export interface ShareDone {
  /** Hash of the state it ends with. */
  state: string;
  metrics: Record<string, number>;
}

/** Begins what a worker tells of a share that fails everywhere, and so ends the run as it would in one process. */
export const divergence = "TrainingError: ";
