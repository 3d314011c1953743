/** @file What a request for tokens may ask for, and the checks and choices that follow from it. */

import { InputError } from "../errors.js";
import type { DecoderConfig } from "./config.js";
import { sampler, type Logits, type Sampler, type SamplingSettings } from "./sampling.js";
import type { Tokenizer } from "./tokenizer-core.js";

/** Greedy unless a temperature is given. */
export interface GenerateOptions extends SamplingSettings {
  /** New tokens at most; by default as many as the context holds. */
  maxTokens?: number;
  /** New tokens at least: no end token is taken before. */
  minTokens?: number;
  /** Texts at which generation ends; they are not part of the output. */
  stop?: readonly string[];
  signal?: AbortSignal;
  /** Chooses each token in place of the sampling settings. */
  choose?: Sampler;
  /** Told once, when the first token is there. */
  onFirstToken?: (figures: FirstToken) => void;
}

export interface FirstToken {
  /** Tokens of the prompt, and how many of them were not read since a cache had them. */
  promptTokens: number;
  cachedTokens: number;
  milliseconds: number;
}

/** Throws an `InputError` unless ids can be read, at most `room` of them; where that is less than all, an answer follows. */
export function checkPrompt({ positions, vocabularySize }: DecoderConfig, ids: readonly number[], room: number): void {
  if (ids.length === 0) throw new InputError("the prompt is empty: there is nothing to go on from");
  if (ids.length > room)
    throw new InputError(
      `the prompt has ${ids.length} tokens; this model's context holds ${positions}${room < positions ? ", the answer included" : ""}`,
    );
  const alien = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabularySize));
  if (alien !== undefined)
    throw new InputError(
      `the prompt has token ${alien}; this model has ${vocabularySize}: its tokenizer is another model's`,
    );
}

/** New tokens at most, behind a prompt of so many. Throws an `InputError` for a number of tokens that can't be one. */
export function tokenLimit({ positions }: DecoderConfig, prompt: number, options: GenerateOptions): number {
  const { maxTokens, minTokens } = options;
  for (const [name, value] of Object.entries({ maxTokens, minTokens }))
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new InputError(`${name} is ${value}, expected a whole number of at least 0`);
  return Math.min(maxTokens ?? Infinity, positions - prompt);
}

/** Chooses the token behind `history`, number `n` (from 0) of the new ones. `logits` may be changed. */
export type Chooser = (logits: Logits, history: readonly number[], n: number) => number;

/** Throws an `InputError` for a setting out of its range. */
export function chooser({ eosIds }: Tokenizer, { minTokens = 0, choose, ...settings }: GenerateOptions): Chooser {
  const sample = choose ?? sampler({ ...settings, temperature: settings.temperature ?? 0 });
  return (logits, history, n) => {
    if (n < minTokens) for (const end of eosIds) logits[end] = -Infinity;
    return sample(logits, history);
  };
}
