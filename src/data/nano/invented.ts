/** @file Words that no list holds, so that what must be copied is copied and not remembered. */

import type { Random } from "../../tensor/random.js";

// prettier-ignore
const onsets = ["b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "r", "s", "sh", "st", "t", "tr", "v", "w", "z"];
const vowels = ["a", "e", "i", "o", "u", "a", "e", "o", "ai", "ee", "ou"];
const codas = ["", "", "", "n", "r", "l", "s", "t", "m", "k", "x", "nd", "rt"];

/** "brelto", "shain", "kouma" … */
export function inventWord(random: Random): string {
  let word = "";
  for (let left = random.pick([1, 2, 2, 3]); left > 0; left--)
    word += random.pick(onsets) + random.pick(vowels) + (left === 1 ? random.pick(codas) : "");
  return word.length < 3 ? word + random.pick(["n", "r", "x"]) : word;
}
