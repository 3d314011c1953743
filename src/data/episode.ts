/** @file What a language model is taught and tested with: a system prompt and requests whose right answers are known. */

/** Kinds of tasks a system prompt can set. */
export const families = ["tools", "classification", "extraction", "rewriting"] as const;
export type Family = (typeof families)[number];

/**
 * Where an episode is drawn from. Configurations are divided by their hash: `train` and `seen` share eight tenths,
 * `validation` and `unseen` have a tenth each, without those of which a twin, which answers every request alike, falls
 * elsewhere: these are in no split. `unseen-wording` takes training configurations and puts them (and the
 * requests) into words that no other split uses.
 */
export type Split = "train" | "validation" | "seen" | "unseen" | "unseen-wording";

export interface Turn {
  request: string;
  answer: string;
}

/** One system prompt and requests with their only right answers. */
export interface Episode {
  family: Family;
  /** What the prompt fixes, not how it says it; equal for two prompts that ask for the same. */
  configuration: string;
  /** The system prompt; its shots, if any, stand at its end. */
  system: string;
  shots: number;
  turns: Turn[];
}
