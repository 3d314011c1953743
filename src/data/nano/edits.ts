/** @file The edits that a rewriting prompt can ask for: what they do to a sentence. */

import type { Random } from "../../tensor/random.js";
import { asking, quote, quoteWord, type Edit } from "./edit.js";
import { asks } from "./edit-wording.js";
import { qualities, things } from "./lexicon.js";
import { drawPrefix, drawSuffix, marks, masked, masks, ownMasks, replacements, wraps } from "./edit-words.js";
import { drawWhole } from "./edits-whole.js";
import { inventWord } from "./invented.js";
import { otherNouns, replaceable } from "./sentences.js";
import { wholeAsks } from "./whole-wording.js";
import { list } from "./world.js";

/** Masks that would not stand out, or would read as a part of the prompt. */
const unclear = /\s|[.?]$|^(?:there|they|then|who|later|home|gone|soon|many|some)$/;

const numberWords = ["zero", "one", "two", "three", "four"];

/** Words of sentences beside which no comma stands, and whose loss shows. */
const deletable = [
  "very",
  "really",
  "always",
  "good",
  "big",
  "small",
  "red",
  "old",
  "new",
  "cheap",
  "fast",
  "slow",
  "nice",
  "happy",
  "heavy",
  "clean",
  "dark",
  "warm",
  "strange",
  "quiet",
  "bright",
  "soft",
];

/** Makers by stage: an edit of an earlier stage is applied first. */
// prettier-ignore
export const stages: readonly (readonly ((random: Random) => Edit)[])[] = [
  [
    (random) => {
      const from = random.pick(random.chance(0.6) ? replaceable : otherNouns);
      const to = random.chance(0.12) ? inventWord(random) : random.pick(random.pick([replacements, things, qualities]));
      return {
        id: `replace ${from} ${to}`, kind: "replace", needs: [from], replaces: [from, to],
          template: (text) => text.replace(new RegExp(`\\b${from}\\b`), to),
        ask: asking(asks.replace,
          (voice) => ({ a: quoteWord(voice, from), b: quoteWord(voice, to) })),
      };
    },
    (random) => {
      const types = random.sample(["name", "city", "number", "day"] as const, random.chance(0.75) ? 1 : 2);
      const mask = random.pick(types.length === 1 && random.chance(0.5) ? ownMasks[types[0]!] : masks);
      return {
        id: `mask ${[...types].sort().join(" ")} ${mask}`, kind: "mask", needs: types.map((type) => `{${type}}`),
          template: (text) => types.reduce((text, type) => text.replaceAll(`{${type}}`, () => mask), text),
        ask: asking(asks.mask,
          (voice) => ({ x: list(types.map((type) => voice.say(masked[type]))),
            m: voice.random.chance(0.6) || unclear.test(mask) ? quote(voice, mask) : mask })),
      };
    },
    (random) => {
      const word = random.pick(random.chance(0.6) ? replaceable : otherNouns);
      return {
        id: `upper ${word}`, kind: "upper", needs: [word],
          template: (text) => text.replace(new RegExp(`\\b${word}\\b`), word.toUpperCase()),
        ask: asking(asks.upper, (voice) => ({ w: quoteWord(voice, word) })),
      };
    },
    (random) => {
      const word = random.pick(random.chance(0.6) ? deletable : otherNouns);
      return {
        id: `delete ${word}`, kind: "delete", needs: [word],
          template: (text) => text.replace(new RegExp(`^${word} | ${word}\\b`), ""),
        ask: asking(wholeAsks.delete, (voice) => ({ w: quoteWord(voice, word) })),
      };
    },
  ],
  [
    (random) => {
      const [count, first] = [random.between(1, 4), random.chance(0.5)];
      return {
        id: `keep ${first ? "first" : "last"} ${count}`, kind: "cut", kept: count,
          text: (text) => (first ? text.split(" ").slice(0, count) : text.split(" ").slice(-count)).join(" "),
        ask: asking(asks.keep,
          (voice) => ({ e: first ? "first" : "last",
            n: count === 1 ? "word" : `${voice.random.pick([numberWords[count]!, `${count}`])} words` })),
      };
    },
    (random) => {
      const first = random.chance(0.5);
      return {
        id: `drop ${first ? "first" : "last"}`, kind: "cut",
          text: (text) => (first ? text.split(" ").slice(1) : text.split(" ").slice(0, -1)).join(" "),
        ask: asking(asks.drop,
          () => ({ e: first ? "first" : "last" })),
      };
    },
  ],
  [drawWhole],
  [
    (random) => {
      const [mark, words] = random.pick(marks);
      return {
        id: `end ${mark}`, kind: "end", full: true, end: mark, text: (text) => text.replace(/\.$/, () => mark),
        ask: asking(asks.endWith, (voice) => ({ m: voice.random.pick(words) })),
      };
    },
    () => ({
      id: "end nothing", kind: "end", full: true, end: "", text: (text) => text.replace(/\.$/, ""),
      ask: asking(asks.endBare, () => ({})),
    }),
  ],
  [
    (random) => {
      const prefix = drawPrefix(random);
      return {
        id: `prefix ${prefix}`, kind: "prefix", before: prefix, text: (text) => `${prefix} ${text}`,
        ask: asking(asks.prefix, (voice) => ({ p: quote(voice,
          prefix) })),
      };
    },
    (random) => {
      const suffix = drawSuffix(random);
      return {
        id: `suffix ${suffix}`, kind: "suffix", after: suffix, text: (text) => `${text} ${suffix}`,
        ask: asking(asks.suffix, (voice) => ({ s: quote(voice, suffix) })),
      };
    },
  ],
  [
    (random) => {
      const [open, close, name] = random.pick(wraps);
      return {
        id: `wrap ${open}${close}`, kind: "wrap", text: (text) => open + text + close,
        ask: asking(asks.wrap,
          (voice) => ({ w: voice.random.chance(0.6) ? name : open === close ? `${open} on both sides` : `${open} ${close}`,
            o: open, c: close })),
      };
    },
    (random) => {
      const between = random.pick([" / ", " ", " | ", " and ", "\n", " = ", " - ", " & ", " + ", " * ", " ... ", " -> ", " or ", " then ", " ~ ", "; ", " :: ", " => ", ", ", " // ", " || ", " again: ", " (repeat) ", " -- ", " > ", " @ ", " # ", " plus ", " but ", " so ", " == ", " >> "]);
      const spoken: Record<string, string> = { " ": "a space", "\n": "a line break" };
      return {
        id: `twice ${between}`, kind: "twice", text: (text) => text + between + text,
        ask: asking(asks.twice, (voice) => ({ b: spoken[between] ?? quote(voice, between) })),
      };
    },
    (random) => {
      const [before, after] = [drawPrefix(random), random.chance(0.5) ? drawSuffix(random) : drawPrefix(random)];
      return {
        id: `around ${before} ${after}`, kind: "around", before, after, text: (text) => `${before} ${text} ${after}`,
        ask: asking(wholeAsks.around, (voice) => ({ p: quote(voice, before), s: quote(voice, after) })),
      };
    },
  ],
];
