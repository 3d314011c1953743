/** @file Grammars that read a text byte by byte: what it may still become is known without reading it again. */

import { utf8 } from "./utf8.js";

/** What may follow a text. Texts are UTF-8, a character for each byte (`utf8`), and may end within a character. */
export interface Grammar {
  /** Nothing needs to follow: the text is whole. */
  readonly done: boolean;
  /** What may follow further bytes; undefined if these can't. */
  after(bytes: string): Grammar | undefined;
}

/** One of the ways on at a place in the text. */
export interface State {
  on(byte: string, place: Place): States;
  /** The text may end here. */
  whole?: boolean;
}
export type States = readonly State[];
export const none: States = [];

/** What stands behind a matcher. */
export interface Rest {
  begin(place: Place): States;
  /** Shared matchers within each other. */
  depth: number;
}

/** Gives the ways on at the place where it begins. */
export type Matcher = (rest: Rest, place: Place) => States;

/** A place in the text. What begins there in several ways is read once: nothing multiplies, however a schema is written. */
class Place {
  // Most places need neither.
  #begun: Set<Rest> | undefined;
  #shared: Map<Matcher, Rest[]> | undefined;

  /** Goes on with what stands behind a matcher. */
  begin(rest: Rest): States {
    this.#begun ??= new Set();
    if (this.#begun.has(rest)) return none;
    this.#begun.add(rest);
    return rest.begin(this);
  }

  /** A shared matcher's rests here, this one added; `first` if it is. */
  share(matcher: Matcher, rest: Rest): { rests: readonly Rest[]; first: boolean } {
    this.#shared ??= new Map();
    const rests = this.#shared.get(matcher) ?? [];
    rests.push(rest);
    this.#shared.set(matcher, rests);
    return { rests, first: rests.length === 1 };
  }
}

export function grammar(matcher: Matcher): Grammar {
  const end: Rest = { begin: () => [{ on: () => none, whole: true }], depth: 0 };
  return following(matcher(end, new Place()));
}

const following = (states: States): Grammar => ({
  done: states.some(({ whole }) => whole),
  after(bytes) {
    let now = states;
    for (const byte of bytes) {
      if (now.length === 0) break;
      const place = new Place();
      const next: State[] = [];
      for (const state of now) for (const way of state.on(byte, place)) next.push(way);
      now = next;
    }
    return now.length > 0 ? following(now) : undefined;
  },
});

export const either = (a: Grammar, b: Grammar): Grammar => ({
  done: a.done || b.done,
  after(bytes) {
    const [ofA, ofB] = [a.after(bytes), b.after(bytes)];
    return ofA && ofB ? either(ofA, ofB) : (ofA ?? ofB);
  },
});

/** How deep an answer nests at most: programs that read it may call themselves that often. */
const deepest = 200;

/** A matcher of a byte at least that may name itself, or be asked again at the same place: there it is read once. */
export function shared(target: () => Matcher): Matcher {
  const self: Matcher = (rest, place) => {
    if (rest.depth === deepest) return none;
    const { rests, first } = place.share(self, rest);
    // What leads to itself before a byte is read adds nothing to what it leads to besides.
    if (!first) return none;
    return target()({ begin: (end) => rests.flatMap((each) => end.begin(each)), depth: rest.depth + 1 }, place);
  };
  return self;
}

export const anyOf =
  (matchers: readonly Matcher[]): Matcher =>
  (rest, place) =>
    matchers.flatMap((matcher) => matcher(rest, place));

/** The matcher, and then the rest. */
export const before = (matcher: Matcher, rest: Rest): Rest => ({
  begin: (place) => matcher(rest, place),
  depth: rest.depth,
});

export const sequence = (matchers: readonly Matcher[]): Matcher =>
  matchers.reduceRight((behind, matcher) => (rest, place) => matcher(before(behind, rest), place));

/** So many times as there are, none too. */
export const many =
  (matcher: Matcher): Matcher =>
  (rest, place) => {
    const again: Rest = {
      begin: (end) => [...end.begin(rest), ...matcher(again, end)],
      depth: rest.depth,
    };
    return place.begin(again);
  };

/** A word, as bytes, and what it stands for. */
export interface Word<T> {
  bytes: string;
  value: T;
}

/** Words by their bytes: those that begin alike stand side by side, the shortest first. */
export const inOrder = <T>(words: readonly Word<T>[]): Word<T>[] =>
  [...words].sort((a, b) => (a.bytes < b.bytes ? -1 : a.bytes > b.bytes ? 1 : 0));

/** One of some words in order, of which no two are the same. What stands behind it may depend on which. */
export function word<T>(words: readonly Word<T>[], rest: (value: T) => Rest): States {
  /** Those within [from, to) have their first `length` bytes in common. */
  const among = (from: number, to: number, length: number): State => ({
    on(byte, place) {
      const low = firstFrom(from, to, (i) => words[i]!.bytes[length]! >= byte);
      const high = firstFrom(low, to, (i) => words[i]!.bytes[length]! > byte);
      if (low === high) return none;
      const { bytes, value } = words[low]!;
      const whole = bytes.length === length + 1;
      const longer = whole ? low + 1 : low;
      return [...(whole ? place.begin(rest(value)) : []), ...(longer < high ? [among(longer, high, length + 1)] : [])];
    },
  });
  return words.length > 0 ? [among(0, words.length, 0)] : none;
}

/** The first index within [from, to) from which on `is` holds; `to` if there is none. */
function firstFrom(from: number, to: number, is: (i: number) => boolean): number {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (is(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}

/** One of these texts. */
export function literals(texts: readonly string[]): Matcher {
  const words = inOrder([...new Set(texts)].map((text) => ({ bytes: utf8(text), value: undefined })));
  return (rest) => word(words, () => rest);
}

export const literal = (text: string): Matcher => literals([text]);
