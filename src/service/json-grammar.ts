/** @file JSON that is not finished yet: whether a text may still become what a JSON schema describes. */

import { beyondAscii, cutCharacter, utf8 } from "./utf8.js";

/** Where a match may end, and whether the text ended before the match did (or may go on). */
interface Outcome {
  ends: readonly number[];
  open: boolean;
}

/** A text that is read once. */
interface Reading {
  /** UTF-8, a character for each byte. */
  text: string;
  /** What was found where: outcomes of `shared` matchers, by position. */
  found: Map<Matcher, Map<number, Outcome>>;
  /** Shared matchers within each other. */
  depth: number;
}

export type Matcher = (reading: Reading, at: number) => Outcome;

/** Of texts as UTF-8, a character for each byte (`utf8`), which may end within a character. */
export interface Grammar {
  /** The text is whole. */
  done(text: string): boolean;
  /** The text is whole, or can become so. */
  alive(text: string): boolean;
}

export function grammar(matcher: Matcher): Grammar {
  const read = (text: string): Outcome => matcher({ text, found: new Map(), depth: 0 }, 0);
  return {
    done: (text) => read(text).ends.includes(text.length),
    alive(text) {
      const { ends, open } = read(text);
      return open || ends.includes(text.length);
    },
  };
}

export const either = (a: Grammar, b: Grammar): Grammar => ({
  done: (text) => a.done(text) || b.done(text),
  alive: (text) => a.alive(text) || b.alive(text),
});

const none: Outcome = { ends: [], open: false };

/** How deep an answer nests at most: matchers call each other that often. */
const deepest = 200;

/** A matcher that may be asked again at the same place, or name itself: there it is asked once. */
export function shared(target: () => Matcher): Matcher {
  const self: Matcher = (reading, at) => {
    let outcomes = reading.found.get(self);
    if (!outcomes) reading.found.set(self, (outcomes = new Map<number, Outcome>()));
    const before = outcomes.get(at);
    if (before) return before;
    if (reading.depth === deepest) return none;
    // What leads to itself before a character is read adds nothing to what it leads to besides.
    outcomes.set(at, none);
    reading.depth++;
    const outcome = target()(reading, at);
    reading.depth--;
    outcomes.set(at, outcome);
    return outcome;
  };
  return self;
}

const union = (outcomes: readonly Outcome[]): Outcome => ({
  ends: [...new Set(outcomes.flatMap(({ ends }) => ends))],
  open: outcomes.some(({ open }) => open),
});

export function literal(word: string): Matcher {
  const bytes = utf8(word);
  return ({ text }, at) => {
    const there = text.slice(at, at + bytes.length);
    return {
      ends: there === bytes ? [at + bytes.length] : [],
      open: there.length < bytes.length && bytes.startsWith(there),
    };
  };
}

export const anyOf =
  (matchers: readonly Matcher[]): Matcher =>
  (reading, at) =>
    union(matchers.map((matcher) => matcher(reading, at)));

export const sequence =
  (matchers: readonly Matcher[]): Matcher =>
  (reading, at) => {
    let ends: readonly number[] = [at];
    let open = false;
    for (const matcher of matchers) {
      const next = union(ends.map((end) => matcher(reading, end)));
      ends = next.ends;
      open ||= next.open;
    }
    return { ends, open };
  };

/** So many times as there are, none too. */
const many =
  (matcher: Matcher): Matcher =>
  (reading, at) => {
    const ends = new Set([at]);
    let open = false;
    // Each end is a place to begin at, too.
    for (const end of ends) {
      const next = matcher(reading, end);
      for (const after of next.ends) ends.add(after);
      open ||= next.open;
    }
    return { ends: [...ends], open };
  };

/** Line breaks and indents are allowed, endless ones are not. */
const space: Matcher = ({ text }, at) => {
  const [blank] = /^[ \t\n\r]{0,16}/.exec(text.slice(at, at + 16))!;
  return { ends: [at + blank.length], open: false };
};

/** A pattern whose prefixes are told by another one. */
const lexeme =
  (whole: RegExp, prefix: RegExp): Matcher =>
  ({ text }, at) => {
    prefix.lastIndex = whole.lastIndex = at;
    const end = whole.exec(text)?.[0].length;
    const begun = prefix.exec(text)?.[0].length ?? 0;
    return { ends: end === undefined ? [] : [at + end], open: at + begun === text.length };
  };

const characters = new RegExp(String.raw`(?:[ !#-[\]-\x7f]|${beyondAscii}|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*`, "y");
const cut = new RegExp(String.raw`^(?:${cutCharacter}|\\(?:u[0-9a-fA-F]{0,3})?)?$`);

export const string: Matcher = ({ text }, at) => {
  if (at === text.length) return { ends: [], open: true };
  if (text[at] !== '"') return none;
  characters.lastIndex = at + 1;
  const end = at + 1 + characters.exec(text)![0].length;
  if (text[end] === '"') return { ends: [end + 1], open: false };
  return { ends: [], open: cut.test(text.slice(end)) };
};

export const integer: Matcher = lexeme(/-?(?:0|[1-9]\d{0,15})(?!\d)/y, /-?(?:0|[1-9]\d{0,14})?/y);
export const number: Matcher = lexeme(
  /-?(?:0|[1-9]\d{0,15})(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?(?![\d.eE])/y,
  /-?(?:(?:0|[1-9]\d{0,15})(?:\.(?:\d{1,17}(?:[eE](?:[+-]?\d{0,3})?)?)?|[eE](?:[+-]?\d{0,3})?)?)?/y,
);
export const boolean = anyOf([literal("true"), literal("false")]);
export const nothing = literal("null");

/** Items with commas between them, or none. */
const list = (open: string, item: Matcher, close: string): Matcher => {
  const more = many(sequence([literal(","), space, item, space]));
  const end = literal(close);
  return sequence([literal(open), space, anyOf([end, sequence([item, space, more, end])])]);
};

export const array = (item: Matcher): Matcher => list("[", item, "]");

/** An object with keys of the model's choice. */
export const record = (value: Matcher): Matcher =>
  list("{", sequence([string, space, literal(":"), space, value]), "}");

export const anyValue: Matcher = shared(() => anything);
export const anyObject: Matcher = record(anyValue);
const anything = anyOf([string, number, boolean, nothing, array(anyValue), anyObject]);

export interface Field {
  key: string;
  value: Matcher;
  required: boolean;
}

/** An object with these fields, in their order. */
export function object(fields: readonly Field[]): Matcher {
  const pairs = fields.map(({ key, value }) =>
    sequence([literal(JSON.stringify(key)), space, literal(":"), space, value, space]),
  );
  const from =
    (next: number, first: boolean): Matcher =>
    (reading, at) => {
      const ways: Matcher[] = [];
      for (let i = next; i <= fields.length; i++) {
        const field = fields[i];
        if (!field) ways.push(literal("}"));
        else {
          const start = first ? [] : [literal(","), space];
          ways.push(sequence([...start, pairs[i]!, from(i + 1, false)]));
          if (field.required) break;
        }
      }
      return anyOf(ways)(reading, at);
    };
  return sequence([literal("{"), space, from(0, true)]);
}
