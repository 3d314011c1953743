/** @file Texts of a wanted length. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bench.js";

/** A text that no model was trained on: this project's own lab log. */
export const labLog = (): string => readFileSync(join(root, "docs/lab-log.md"), "utf8");

/** The first words of the lab log, as many as give `tokens` tokens or just fewer. */
export function textOfTokens(tokens: number, encode: (text: string) => readonly number[]): string {
  const words = labLog().split(" ");
  const textOf = (count: number): string => words.slice(0, count).join(" ");
  let [low, high] = [1, Math.min(tokens, words.length)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (encode(textOf(middle)).length <= tokens) low = middle;
    else high = middle - 1;
  }
  return textOf(low);
}
