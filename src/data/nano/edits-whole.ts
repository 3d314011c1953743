/** @file Edits of a whole text: its letters, the order of its words, what stands between them. */

import type { Random } from "../../tensor/random.js";
import { asking, quote, type Edit } from "./edit.js";
import { capitalise } from "./world.js";
import { wholeAsks } from "./whole-wording.js";

const byWords = (change: (words: string[]) => string[]) => (text: string) => change(text.split(" ")).join(" ");
const whole = (id: keyof typeof wholeAsks, text: (text: string) => string, rest: Partial<Edit> = {}): Edit => ({
  id,
  kind: "whole",
  text,
  ask: asking(wholeAsks[id], () => ({})),
  ...rest,
});

/** What stands between words instead of a space, and how it can be called. */
// prettier-ignore
const joiners: readonly [string, readonly string[]][] = [
  ["_", ["an underscore", "underscores"]], ["-", ["a dash", "a hyphen", "dashes"]], [".", ["a dot", "dots"]], ["/", ["a slash", "slashes"]], ["+", ["a plus sign", "plus signs"]], [", ", ["a comma and a space"]],
  ["|", ["a bar", "a vertical bar"]], ["*", ["an asterisk"]], ["~", ["a tilde"]], [" - ", []], [" / ", []], [" + ", []], ["#", ["a hash sign"]], [";", ["a semicolon"]], [":", ["a colon"]], ["--", []], [" > ", []], [" and ", []], ["=", ["an equals sign"]], ["&", ["an ampersand"]],
];

/** Letters; these may stand before an end mark, a prefix and the like. */
const letters: readonly (() => Edit)[] = [
  () => whole("upper", (text) => text.toUpperCase()),
  () => whole("lower", (text) => text.toLowerCase(), { loud: true }),
  () =>
    whole(
      "title",
      byWords((words) => words.map(capitalise)),
    ),
];

/** Asked of texts without marks, which would move with their words. */
const reorder =
  (id: keyof typeof wholeAsks, change: (words: string[]) => string[]): (() => Edit) =>
  () =>
    whole(id, byWords(change), { bare: true });
const reverse = reorder("reverse", (words) => words.reverse());

/** Words and what stands between them; the reversal twice as often as each other. */
const order: readonly ((random: Random) => Edit)[] = [
  reverse,
  reverse,
  reorder("swapEnds", (words) => (words.length < 2 ? words : [words.at(-1)!, ...words.slice(1, -1), words[0]!])),
  reorder("firstToEnd", ([first, ...rest]) => [...rest, first!]),
  reorder("lastToFront", (words) => [words.at(-1)!, ...words.slice(0, -1)]),
  (random) => {
    const [between, called] = random.pick(joiners);
    return whole("join", (text) => text.replaceAll(" ", between), {
      id: `join ${between}`,
      bare: true,
      ask: asking(wholeAsks.join, (voice) => ({
        j: called.length > 0 && voice.random.chance(0.5) ? voice.random.pick(called) : quote(voice, between),
      })),
    });
  },
  () => whole("squeeze", (text) => text.replaceAll(" ", ""), { bare: true }),
  () => whole("vowels", (text) => text.replace(/[aeiou]/gi, ""), { bare: true }),
];

export const drawWhole = (random: Random): Edit =>
  random.chance(0.5) ? random.pick(letters)() : random.pick(order)(random);
