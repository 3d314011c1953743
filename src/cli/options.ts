/** @file What option values may be; a wrong one is wrong usage. */

import { readFile } from "node:fs/promises";
import { InvalidArgumentError, Option } from "commander";
import { FileError, InputError } from "../errors.js";
import { weightBits, type WeightBits } from "../lm/packed-weights.js";
import { shippedGenerator } from "../shipped.js";
import type { Terminal } from "./terminal.js";

/** A whole number within [low, high]. */
export const wholeNumber =
  (low: number, high = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value) || value < low || value > high)
      throw new InvalidArgumentError(
        `It must be a whole number, ${high === Number.MAX_SAFE_INTEGER ? `${low} or more` : `from ${low} to ${high}`}.`,
      );
    return value;
  };

/** A number within [low, high]. */
export const numberWithin =
  (low: number, high: number) =>
  (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= low && value <= high)) throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
    return value;
  };

/** A number within ]0, high]. */
export const numberAbove0 =
  (high = Number.MAX_VALUE) =>
  (text: string): number => {
    const value = Number(text);
    if (!(value > 0 && value <= high))
      throw new InvalidArgumentError(
        `It must be a number above 0${high === Number.MAX_VALUE ? "" : `, up to ${high}`}.`,
      );
    return value;
  };

/** Names out of `allowed`, with commas between them. */
export const someOf =
  <T extends string>(allowed: readonly T[]) =>
  (text: string): T[] => {
    const names = text.split(",").map((name) => name.trim());
    const wrong = names.find((name) => !(allowed as readonly string[]).includes(name));
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not one of ${allowed.join(", ")}.`);
    return names as T[];
  };

export const jsonOption = (): Option => new Option("--json", "print the result as one JSON document");
/** Bits of the edge model's weights. */
export const bitsOption = (): Option =>
  new Option(
    "--bits <bits>",
    "edge weights in 32, 8 or 4 bits, in 8 with activations in 8 (w8a8), or as a GGUF file has them stored (default: 32)",
  ).argParser((text): WeightBits => {
    const bits = weightBits.find((bits) => `${bits}` === text);
    if (!bits) throw new InvalidArgumentError(`It must be one of ${weightBits.join(", ")}.`);
    return bits;
  });
export const generatorOption = (): Option =>
  new Option("-g, --generator <dir>", "directory of the generator").default(
    shippedGenerator,
    "the one that comes with the package",
  );

/** A system prompt's text from its file, or from standard input for `-`; the line break at its end is the editor's. */
export async function readPrompt(
  path: string,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<string> {
  const text =
    path === "-"
      ? await terminal.readInput(signal)
      : await readFile(path, "utf8").catch((cause: unknown) => {
          const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
          throw new FileError(path, missing ? "there is no such file" : "can't be read", { cause });
        });
  const prompt = text.replace(/^\ufeff/, "").replace(/\r?\n$/, "");
  if (prompt.trim() === "") throw new InputError(`${path === "-" ? "standard input" : path}: the prompt is empty`);
  return prompt;
}
