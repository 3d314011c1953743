/** @file JSON that is not finished yet: whether a text may still become what a JSON schema describes. */

/** Where a match may end, and whether the text ended before the match did (or may go on). */
interface Outcome {
  ends: readonly number[];
  open: boolean;
}
type Matcher = (text: string, at: number) => Outcome;

export interface Grammar {
  /** The text is whole. */
  done(text: string): boolean;
  /** The text is whole, or can become so. */
  alive(text: string): boolean;
}

export const grammar = (matcher: Matcher): Grammar => ({
  done: (text) => matcher(text, 0).ends.includes(text.length),
  alive(text) {
    const { ends, open } = matcher(text, 0);
    return open || ends.includes(text.length);
  },
});

export const either = (a: Grammar, b: Grammar): Grammar => ({
  done: (text) => a.done(text) || b.done(text),
  alive: (text) => a.alive(text) || b.alive(text),
});

const union = (outcomes: readonly Outcome[]): Outcome => ({
  ends: [...new Set(outcomes.flatMap(({ ends }) => ends))],
  open: outcomes.some(({ open }) => open),
});

export const literal =
  (word: string): Matcher =>
  (text, at) => {
    const there = text.slice(at, at + word.length);
    return {
      ends: there === word ? [at + word.length] : [],
      open: there.length < word.length && word.startsWith(there),
    };
  };

export const anyOf =
  (matchers: readonly Matcher[]): Matcher =>
  (text, at) =>
    union(matchers.map((matcher) => matcher(text, at)));

export const sequence =
  (matchers: readonly Matcher[]): Matcher =>
  (text, at) => {
    let ends: readonly number[] = [at];
    let open = false;
    for (const matcher of matchers) {
      const next = union(ends.map((end) => matcher(text, end)));
      ends = next.ends;
      open ||= next.open;
    }
    return { ends, open };
  };

/** Line breaks and indents are allowed, endless ones are not. */
const space: Matcher = (text, at) => {
  const [blank] = /^[ \t\n\r]{0,16}/.exec(text.slice(at, at + 16))!;
  return { ends: [at + blank.length], open: false };
};

const none: Outcome = { ends: [], open: false };

/** A pattern whose prefixes are told by another one. */
const lexeme =
  (whole: RegExp, prefix: RegExp): Matcher =>
  (text, at) => {
    prefix.lastIndex = whole.lastIndex = at;
    const end = whole.exec(text)?.[0].length;
    const begun = prefix.exec(text)?.[0].length ?? 0;
    return { ends: end === undefined ? [] : [at + end], open: at + begun === text.length };
  };

export const string: Matcher = (text, at) => {
  if (at === text.length) return { ends: [], open: true };
  if (text[at] !== '"') return none;
  // eslint-disable-next-line no-control-regex -- JSON has them escaped
  const body = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
  body.lastIndex = at + 1;
  const end = at + 1 + body.exec(text)![0].length;
  if (text[end] === '"') return { ends: [end + 1], open: false };
  return { ends: [], open: /^(?:\\(?:u[0-9a-fA-F]{0,3})?)?$/.test(text.slice(end)) };
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
  const more: Matcher = (text, at) =>
    anyOf([literal(close), sequence([literal(","), space, item, space, more])])(text, at);
  return sequence([literal(open), space, anyOf([literal(close), sequence([item, space, more])])]);
};

export const array = (item: Matcher): Matcher => list("[", item, "]");

/** Any object: its keys are the model's choice. */
export const anyObject: Matcher = (text, at) =>
  list("{", sequence([string, space, literal(":"), space, anyValue]), "}")(text, at);

export const anyValue: Matcher = (text, at) =>
  anyOf([string, number, boolean, nothing, array(anyValue), anyObject])(text, at);

export interface Field {
  key: string;
  value: Matcher;
  required: boolean;
}

/** An object with these fields, in their order. */
export function object(fields: readonly Field[]): Matcher {
  const from =
    (next: number, first: boolean): Matcher =>
    (text, at) => {
      const ways: Matcher[] = [];
      for (let i = next; i <= fields.length; i++) {
        const field = fields[i];
        if (!field) ways.push(literal("}"));
        else {
          const start = first ? [] : [literal(","), space];
          const pair = [literal(JSON.stringify(field.key)), space, literal(":"), space, field.value, space];
          ways.push(sequence([...start, ...pair, from(i + 1, false)]));
          if (field.required) break;
        }
      }
      return anyOf(ways)(text, at);
    };
  return sequence([literal("{"), space, from(0, true)]);
}
