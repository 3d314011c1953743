/** @file Options of how an answer is drawn, for every command that generates. */

import { Option } from "commander";
import type { GenerateOptions } from "../lm/language-model.js";
import { numberAbove0, numberWithin, wholeNumber } from "./options.js";

export interface SamplingOptions {
  maxTokens?: number;
  temperature: number;
  topK?: number;
  topP?: number;
  minP?: number;
  repetitionPenalty?: number;
  seed?: number;
  stop?: string[];
}

const collect = (text: string, before: string[] = []): string[] => [...before, text];

export const samplingOptions = (): Option[] => [
  new Option("-n, --max-tokens <n>", "longest answer (default: what the context holds)").argParser(wholeNumber(1)),
  new Option("-t, --temperature <t>", "0 for the most probable answer").argParser(numberWithin(0, 100)).default(0),
  new Option("--top-k <n>", "with a temperature: only the n likeliest tokens").argParser(wholeNumber(1)),
  new Option("--top-p <p>", "only the fewest that together have probability p").argParser(numberAbove0(1)),
  new Option("--min-p <p>", "only those with p times the likeliest one's").argParser(numberWithin(0, 1)),
  new Option("--repetition-penalty <x>", "above 1, what was there before is less likely").argParser(
    numberWithin(0.01, 100),
  ),
  new Option("--seed <n>", "what is drawn with a temperature").argParser(wholeNumber(0)),
  new Option("--stop <text>", "end before this text; may be given again").argParser(collect),
];

/** The part of a command's options that generation takes. */
export const samplingOf = (options: SamplingOptions): GenerateOptions => {
  const { maxTokens, temperature, topK, topP, minP, repetitionPenalty, seed, stop } = options;
  return { maxTokens, temperature, topK, topP, minP, repetitionPenalty, seed, ...(stop && { stop }) };
};
