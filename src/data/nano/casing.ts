/** @file The letters in which a prompt wants its answer. */

import { Random } from "../../tensor/random.js";
import { capitalise } from "./world.js";

const casings = {
  "as is": (text: string): string => text,
  lower: (text: string): string => text.toLowerCase(),
  upper: (text: string): string => text.toUpperCase(),
  capital: (text: string): string => capitalise(text.toLowerCase()),
} as const;

export type Casing = keyof typeof casings;
/** Of answers that are more than a word. */
export type WholeCasing = Exclude<Casing, "capital">;

export const recase = (casing: Casing, text: string): string => casings[casing](text);

type Draw = (random: Random) => string;
const drawn = new Map<Draw, readonly string[]>();

/** Whether two casings write every value of a kind alike, as those of numbers; by 400 of them, among which none is rare. */
export function caseAlike(one: Casing, other: Casing, value: Draw): boolean {
  if (one === other) return true;
  if (!drawn.has(value)) {
    const random = new Random("letters");
    drawn.set(
      value,
      Array.from({ length: 400 }, () => value(random)),
    );
  }
  return drawn.get(value)!.every((text) => recase(one, text) === recase(other, text));
}
