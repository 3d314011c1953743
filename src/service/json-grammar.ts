/** @file JSON as matchers of its bytes. */

import {
  anyOf,
  before,
  inOrder,
  literal,
  literals,
  many,
  none,
  sequence,
  shared,
  word,
  type Matcher,
  type State,
} from "./grammar.js";
import { beyondAscii, cutCharacter, utf8 } from "./utf8.js";

/** None, or some: line breaks and indents are allowed, endless ones are not. */
const blanks =
  (most: number): Matcher =>
  (rest, place) => {
    const one: State = { on: (byte, next) => (" \t\n\r".includes(byte) ? blanks(most - 1)(rest, next) : none) };
    return [...place.begin(rest), ...(most > 0 ? [one] : [])];
  };
const space = blanks(16);

/** What a pattern describes; the beginnings of that are told by another one. */
const lexeme =
  (whole: RegExp, begun: RegExp): Matcher =>
  (rest) => {
    const behind = (text: string): State => ({
      on(byte, place) {
        const now = text + byte;
        const longer = begun.test(now) ? [behind(now)] : none;
        return whole.test(now) ? [...place.begin(rest), ...longer] : longer;
      },
    });
    return [behind("")];
  };

const character = new RegExp(String.raw`^(?:[ !#-[\]-\x7f]|${beyondAscii}|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))$`);
const cut = new RegExp(String.raw`^(?:${cutCharacter}|\\(?:u[0-9a-fA-F]{0,3})?)$`);

export const string: Matcher = (rest) => {
  const within = (begun: string): State => ({
    on(byte, place) {
      if (begun === "" && byte === '"') return place.begin(rest);
      const now = begun + byte;
      return character.test(now) ? [between] : cut.test(now) ? [within(now)] : none;
    },
  });
  const between = within("");
  return [{ on: (byte) => (byte === '"' ? [between] : none) }];
};

export const integer: Matcher = lexeme(/^-?(?:0|[1-9]\d{0,15})$/, /^-?(?:0|[1-9]\d{0,14})?$/);
export const number: Matcher = lexeme(
  /^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?$/,
  /^-?(?:(?:0|[1-9]\d{0,15})(?:\.(?:\d{1,17}(?:[eE](?:[+-]?\d{0,3})?)?)?|[eE](?:[+-]?\d{0,3})?)?)?$/,
);
export const boolean = literals(["true", "false"]);
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
  const keys = inOrder(fields.map(({ key }, value) => ({ bytes: utf8(JSON.stringify(key)), value })));
  const pairs = fields.map(({ value }) => sequence([space, literal(":"), space, value, space]));
  const comma = sequence([literal(","), space]);
  const close = literal("}");
  const known: Matcher[] = [];
  /** Field `next` or one behind it, up to the first that is required; without such a one, the end. */
  const from = (next: number): Matcher => (known[next] ??= ways(next));
  const ways = (next: number): Matcher => {
    const required = fields.findIndex((field, i) => i >= next && field.required);
    const possible = keys.filter(({ value: i }) => i >= next && (required < 0 || i <= required));
    const key: Matcher = (rest) => word(possible, (i) => before(sequence([pairs[i]!, from(i + 1)]), rest));
    const field = possible.length === 0 ? [] : [next === 0 ? key : sequence([comma, key])];
    return anyOf([...field, ...(required < 0 ? [close] : [])]);
  };
  return sequence([literal("{"), space, from(0)]);
}
