/** @file What an evaluation can be asked for, by name. */

/** The edge model without its prompt, with it in context, with one LoRA for all prompts, and with the prompt's own LoRA. */
export const exactMatchMethods = ["none", "in-context", "lora", "lora-gen"] as const;
export type ExactMatchMethod = (typeof exactMatchMethods)[number];

/** Splits of the nano world. */
export const nanoSplits = ["seen", "unseen", "unseen-wording"] as const;
export type NanoSplit = (typeof nanoSplits)[number];
