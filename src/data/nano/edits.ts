/** @file The edits that a rewriting prompt can ask for: what they do to a sentence, and how a person asks for them. */

import type { Random } from "../../tensor/random.js";
import { replaceable, type Entity } from "./sentences.js";
import { draw, names } from "./values.js";
import { fill, list, type Voice } from "./world.js";

/** An edit with its settings; two with one `id` do the same. */
export interface Edit {
  id: string;
  kind: string;
  /** Words or `{entities}` that a sentence should contain for the edit to show. */
  needs?: readonly string[];
  /** Whether the sentence must end with a full stop. */
  full?: boolean;
  /** Applied to the sentence before its entities are filled in, */
  template?: (template: string) => string;
  /** or after. */
  text?: (text: string) => string;
  /** The request for it, an imperative without a full stop. */
  ask: (voice: Voice) => string;
}

// prettier-ignore
const heads = [
  "Note", "FYI", "Re", "Fwd", "Memo", "News", "Update", "Attention", "Quote", "Listen", "Log", "Draft", "Bot",
  "Private", "Info", "Today", "Alert", "Message", "Team", "Status", "Copy", "Secret", "Answer", "Echo",
  "Dear all", "Hey", "Well", "Ahoy", "Wow", "So", "OK", "Line", "Task", "Idea", "Fact", "Rumour", "Hint", "Mail",
  "Test", "Joke", "Urgent", "Report", "note", "fact", "bot", "auto", "user", "text", "said", "reply",
];
// prettier-ignore
const signOffs = ["Best,", "Yours,", "Love,", "Cheers,", "--", "Regards,", "Thanks,", "Bye,", "from", "by", "~",
  "Ciao,"];
// prettier-ignore
const suffixes = [
  "Thanks!", "(sent)", "Bye!", "Over.", "END", "Kind regards", "Amen.", "-- the team", "#news", "#today", "Stop.",
  "That is all.", "See you!", "OK?", "Right?", "Take care", "Have a nice day", "***", "<end>", "XOXO",
  "Your assistant", "Good night", "Roger", "Got it?", "Good luck", "Please reply", "lol", "!!", ":-)",
  "No reply needed",
];

const prefixShapes = ["@:", "@:", "[@]", "(@)", "@!", "@ -", "@ >", "#@", "@,", "<@>", "*@*", ">> @:"];

/** "Note:", "[Note]", "Note -", "#Note" … */
const drawPrefix = (random: Random): string => random.pick(prefixShapes).replace("@", random.pick(heads));

/** "Best, Anna", "(Note)", "Thanks!" … */
const drawSuffix = (random: Random): string => {
  const kind = random.below(3);
  if (kind === 0) return `${random.pick(signOffs)} ${draw(random, names)}`;
  return kind === 1
    ? random.pick(suffixes)
    : random.pick(["[@]", "(@)", "#@", "/ @", "<@>", "- @"]).replace("@", random.pick(heads));
};
// prettier-ignore
const masks = [
  "***", "XXX", "___", "[hidden]", "REDACTED", "[secret]", "<hidden>", "(private)", "---", "###", "[...]", "[X]",
  "???", "[removed]", "<mask>", "@@@", "[redacted]", "SECRET", "<X>", "[blank]",
];
// prettier-ignore
const ownMasks: Record<Entity, readonly string[]> = {
  name: ["[NAME]", "<name>", "someone", "NAME", "[person]", "<PERSON>", "somebody", "X.", "(name)"],
  city: ["[CITY]", "<city>", "somewhere", "CITY", "[place]", "<PLACE>", "my town", "Y.", "(city)"],
  number: ["[NUMBER]", "<number>", "some", "NUMBER", "[num]", "<N>", "many", "#", "(number)"],
  day: ["[DAY]", "<day>", "some day", "DAY", "[date]", "<DATE>", "soon", "D.", "(day)"],
};
// prettier-ignore
const masked: Record<Entity, readonly string[]> = {
  name: ["every name", "names", "names of people", "the person's name", "each first name"],
  city: ["every city", "cities", "names of cities", "the city", "each place name"],
  number: ["every number", "numbers", "all numbers", "the number", "each figure"],
  day: ["every day of the week", "weekdays", "days", "the day", "each weekday"],
};

// prettier-ignore
const replacements = [
  "hi", "cat", "plane", "lunch", "boat", "yesterday", "bad", "hut", "gold", "neighbour", "office", "tea", "sad",
  "tiny", "huge", "blue", "ancient", "modern", "never", "so", "cheers", "oops", "tram", "novel", "ball", "park",
  "note", "radio", "pricey", "quick", "lazy", "lovely", "truly", "perhaps", "wine", "cake", "noise", "wolf", "moon",
  "stone", "banana", "robot", "castle", "silver", "orange", "green", "zebra", "pirate", "sugar", "river",
];

// prettier-ignore
const marks: readonly [string, readonly string[]][] = [
  ["!", ["an exclamation mark", "!"]], ["?", ["a question mark", "?"]], ["...", ["three dots", "..."]], [";",
    ["a semicolon", ";"]], [" :)", ["a space and a smiley :)", ":) after a space"]],
  ["!!!", ["three exclamation marks", "!!!"]], ["?!", ["?!", "a question mark and an exclamation mark"]], [" STOP",
    ["a space and the word STOP", "STOP after a space"]],
];

// prettier-ignore
const wraps: readonly [string, string, string][] = [
  ['"', '"', "double quotes"], ["'", "'", "single quotes"], ["[", "]", "square brackets"], ["(", ")", "parentheses"],
    ["**", "**", "double asterisks"], ["<", ">", "angle brackets"], ["{", "}", "curly braces"], ["*", "*",
    "asterisks"],
  ["`", "`", "backticks"], ["_", "_", "underscores"], ["«", "»", "French quotes"], ["|", "|", "bars"], ["<<", ">>",
    "double angle brackets"], ["~", "~", "tildes"], ["<p>", "</p>", "p tags"], ["<b>", "</b>", "b tags"], ["[[", "]]",
    "double square brackets"], ["--", "--", "double dashes"],
];

const numberWords = ["zero", "one", "two", "three", "four"];
const quote = (voice: Voice, text: string): string => {
  const mark = text.includes('"') ? "'" : text.includes("'") ? '"' : voice.random.pick(['"', '"', "'"]);
  return mark + text + mark;
};
const asking =
  (pool: readonly string[], words: (voice: Voice) => Record<string, string>): Edit["ask"] =>
  (voice) =>
    fill(voice.say(pool), words(voice));

/** Makers by stage: an edit of an earlier stage is applied first. */
// prettier-ignore
export const stages: readonly (readonly ((random: Random) => Edit)[])[] = [
  [
    (random) => {
      const [from, to] = [random.pick(replaceable), random.pick(replacements)];
      return {
        id: `replace ${from} ${to}`, kind: "replace", needs: [from],
          template: (text) => text.replace(new RegExp(`\\b${from}\\b`), to),
        ask: asking(["say {b} for {a}", "{a} should read {b}", "exchange {a} for {b}", "put {b} where {a} is", "write {b} instead of {a}", "replace {a} with {b}", "change the word {a} to {b}",
          "use {b} where it says {a}", "instead of {a} say {b}", "turn {a} into {b}", "swap {a} for {b}",
          "every {a} becomes {b}", "put {b} in place of {a}", "let {a} be {b}"],
          (voice) => ({ a: quote(voice, from), b: quote(voice, to) })),
      };
    },
    (random) => {
      const types = random.sample(["name", "city", "number", "day"] as const, random.chance(0.75) ? 1 : 2);
      const mask = random.pick(types.length === 1 && random.chance(0.5) ? ownMasks[types[0]!] : masks);
      return {
        id: `mask ${[...types].sort().join(" ")} ${mask}`, kind: "mask", needs: types.map((type) => `{${type}}`),
          template: (text) => types.reduce((text, type) => text.replaceAll(`{${type}}`, mask), text),
        ask: asking(["use {m} for {x}", "{x} should read {m}", "say {m} in place of {x}", "write {m} for {x}", "replace {x} with {m}", "hide {x} behind {m}", "write {m} instead of {x}", "mask {x} as {m}",
          "put {m} in place of {x}", "change {x} to {m}", "anonymise {x}: write {m}", "swap {x} for {m}",
          "let {m} stand for {x}", "cover {x} with {m}"],
          (voice) => ({ x: list(types.map((type) => voice.say(masked[type]))),
            m: voice.random.chance(0.6) || mask.includes(" ") ? quote(voice, mask) : mask })),
      };
    },
    (random) => {
      const word = random.pick(replaceable);
      return {
        id: `upper ${word}`, kind: "upper", needs: [word],
          template: (text) => text.replace(new RegExp(`\\b${word}\\b`), word.toUpperCase()),
        ask: asking(["write {w} in capital letters", "all letters of {w} in capitals", "capitals for {w}", "write the word {w} in capitals", "put {w} in upper case", "capitalise every letter of {w}",
          "shout the word {w}", "make {w} upper case", "use capital letters for {w}", "spell {w} in capital letters",
          "set the word {w} in caps"], (voice) => ({ w: quote(voice, word) })),
      };
    },
  ],
  [
    (random) => {
      const [count, first] = [random.between(1, 4), random.chance(0.5)];
      return {
        id: `keep ${first ? "first" : "last"} ${count}`, kind: "cut",
          text: (text) => (first ? text.split(" ").slice(0, count) : text.split(" ").slice(-count)).join(" "),
        ask: asking(["only the {e} {n}", "say just the {e} {n}", "keep the {e} {n}, drop the rest", "shorten it to the {e} {n}", "keep only the {e} {n}", "answer with the {e} {n} of it", "cut it down to the {e} {n}",
          "repeat just the {e} {n}", "copy the {e} {n} and leave out the rest", "give back only its {e} {n}",
          "reduce it to the {e} {n}", "write nothing but the {e} {n}"],
          (voice) => ({ e: first ? "first" : "last",
            n: count === 1 ? "word" : `${voice.random.pick([numberWords[count]!, `${count}`])} words` })),
      };
    },
    (random) => {
      const first = random.chance(0.5);
      return {
        id: `drop ${first ? "first" : "last"}`, kind: "cut",
          text: (text) => (first ? text.split(" ").slice(1) : text.split(" ").slice(0, -1)).join(" "),
        ask: asking(["don't write the {e} word", "no {e} word", "take away the {e} word", "leave out the {e} word", "drop the {e} word", "remove the {e} word", "delete the {e} word",
          "copy it without the {e} word", "omit the {e} word", "cut off the {e} word", "skip the {e} word"],
          () => ({ e: first ? "first" : "last" })),
      };
    },
  ],
  [
    (random) => {
      const [mark, words] = random.pick(marks);
      return {
        id: `end ${mark}`, kind: "end", full: true, text: (text) => text.replace(/\.$/, () => mark),
        ask: asking(["put {m} for the final period", "{m} at the end, not a full stop", "write {m} instead of the last period", "end it with {m} instead of the full stop", "replace the full stop at the end with {m}",
          "change the last period to {m}", "use {m} in place of the final dot", "finish with {m}, not with a period",
          "turn the final period into {m}", "swap the dot at the end for {m}",
          "let it end in {m} rather than a full stop"], (voice) => ({ m: voice.random.pick(words) })),
      };
    },
    () => ({
      id: "end nothing", kind: "end", full: true, text: (text) => text.replace(/\.$/, ""),
      ask: asking(["no full stop at the end", "no period at the end", "without the last dot", "leave out the full stop at the end", "remove the final period", "drop the dot at the end",
        "don't end with a full stop", "delete the last period", "write it without the final full stop",
        "cut the closing dot", "skip the period at the end"], () => ({})),
    }),
  ],
  [
    (random) => {
      const prefix = drawPrefix(random);
      return {
        id: `prefix ${prefix}`, kind: "prefix", text: (text) => `${prefix} ${text}`,
        ask: asking(["{p} goes first", "say {p} first", "use {p} at the start", "put {p} at the front", "put {p} in front of it", "start with {p}", "begin the answer with {p}",
          "write {p} before the sentence", "add {p} at the beginning", "open with {p}", "prefix it with {p}",
          "let {p} come first", "place {p} at the start", "precede it by {p}"], (voice) => ({ p: quote(voice,
          prefix) })),
      };
    },
    (random) => {
      const suffix = drawSuffix(random);
      return {
        id: `suffix ${suffix}`, kind: "suffix", text: (text) => `${text} ${suffix}`,
        ask: asking(["{s} goes last", "end with {s}", "say {s} at the end", "finish with {s}", "put {s} behind it", "add {s} after it", "append {s}", "write {s} after the sentence",
          "add {s} at the end", "sign with {s}", "close with {s}", "let {s} follow", "attach {s}",
          "let {s} come last"], (voice) => ({ s: quote(voice, suffix) })),
      };
    },
  ],
  [
    (random) => {
      const [open, close, name] = random.pick(wraps);
      return {
        id: `wrap ${open}${close}`, kind: "wrap", text: (text) => open + text + close,
        ask: asking(["write it in {w}", "{w} around it", "give it in {w}", "put {w} around the sentence", "put it in {w}", "wrap it in {w}", "write it between {o} and {c}", "set it in {w}",
          "enclose the text in {w}", "answer inside {w}", "surround it with {w}", "use {w} around the whole text",
          "place {w} around it", "frame the text with {w}"],
          (voice) => ({ w: voice.random.chance(0.6) ? name : open === close ? `${open} on both sides` : `${open} ${close}`,
            o: open, c: close })),
      };
    },
    (random) => {
      const between = random.pick([" / ", " ", " | ", " and ", "\n", " = ", " - ", " & "]);
      const spoken: Record<string, string> = { " ": "a space", "\n": "a line break" };
      return {
        id: `twice ${between}`, kind: "twice", text: (text) => text + between + text,
        ask: asking(["say it twice, {b} in between", "two copies with {b} between them", "print it twice, divided by {b}", "write it twice with {b} in between", "say it two times, separated by {b}",
          "repeat it once, with {b} between", "double it, joined by {b}", "give it twice with {b} between the two",
          "copy it two times with {b} in the middle"], (voice) => ({ b: spoken[between] ?? quote(voice, between) })),
      };
    },
  ],
];
