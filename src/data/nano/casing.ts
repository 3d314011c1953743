/** @file The letters in which a prompt wants its answer. */

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
