/** @file What a rewriting prompt asks for as one text, and other edits that come to the same. */

import type { Edit } from "./edit.js";
import { isPrefix, isSuffix, marks, replacements } from "./edit-words.js";
import { drawWhole } from "./edits-whole.js";
import { qualities, things } from "./lexicon.js";
import { outcomes } from "./outcomes.js";

const join = (ids: readonly string[]): string => ids.join(" + ");
export const describe = (edits: readonly Edit[]): string => join(edits.map(({ id }) => id));

export function* twins(edits: readonly Edit[]): Generator<string> {
  const [first, second] = edits as [Edit, Edit?];
  const put = ({ before, after, end }: Edit): boolean => (before ?? after ?? end) !== undefined;
  if (edits.every(put)) yield* samePut(edits);
  if (first.kept !== undefined && (!second || second.kind === "whole")) yield* sameOfFew(first, second, first.kept);
  if (first.replaces) yield* sameReplaced(first.replaces, second);
}

/** What is put behind a sentence can be part of its new end mark, and what is put around it can be put on either side. */
function* samePut(edits: readonly Edit[]): Generator<string> {
  // A later edit puts its words further out.
  const before = words(edits.map((edit) => edit.before).reverse());
  const after = words(edits.map((edit) => edit.after));
  const end = edits.find((edit) => edit.end !== undefined)?.end;
  if (end === undefined) {
    for (const ids of affixes(before, after, 2)) yield join(ids);
    return;
  }
  const tail = after === "" ? end : `${end} ${after}`;
  for (const mark of ["", ...marks.map(([mark]) => mark)])
    if (tail === mark || tail.startsWith(`${mark} `))
      for (const ids of affixes(before, tail.slice(mark.length + 1), 1))
        yield join([`end ${mark === "" ? "nothing" : mark}`, ...ids]);
}

const words = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(" ");

/** Ways to put these words before and after with at most so many edits. */
function* affixes(before: string, after: string, most: number): Generator<string[]> {
  if (before === "" || after === "") {
    if (before !== "" && isPrefix(before)) yield [`prefix ${before}`];
    else if (after !== "" && isSuffix(after)) yield [`suffix ${after}`];
    else if (before === after) yield [];
    return;
  }
  const around = (before: string, after: string): string[] =>
    isPrefix(before) && (isPrefix(after) || isSuffix(after)) ? [`around ${before} ${after}`] : [];
  for (const id of around(before, after)) yield [id];
  if (most < 2) return;
  if (isPrefix(before) && isSuffix(after)) yield [`prefix ${before}`, `suffix ${after}`];
  for (const [outer, inner] of splits(before))
    if (isPrefix(inner)) for (const id of around(outer, after)) yield [`prefix ${inner}`, id];
  for (const [inner, outer] of splits(after))
    if (isSuffix(inner)) for (const id of around(before, outer)) yield [`suffix ${inner}`, id];
}

/** A text parted at each of its spaces. */
const splits = (text: string): [string, string][] =>
  [...text.matchAll(/ /g)].map(({ index }) => [text.slice(0, index), text.slice(index + 1)]);

/** Of one word there is no order, and of two or three not many. */
function* sameOfFew(cut: Edit, whole: Edit | undefined, kept: number): Generator<string> {
  const few = ["aBo", "cDe", "fGi", "hJu"].slice(0, kept).join(" ");
  const result = whole?.text!(few) ?? few;
  if (few === result) yield cut.id;
  for (const other of outcomes(drawWhole)) if (other.text!(few) === result) yield describe([cut, other]);
}

/**
 * A word put in its own place changes nothing, and many are one without their vowels. That is not told the other way round:
 * any edit could stand behind a replacement that changes nothing, and none could be held out.
 */
function* sameReplaced([from, to]: readonly [string, string], second: Edit | undefined): Generator<string> {
  const rest = second ? [second.id] : [];
  const bare = (word: string): string => (second?.id === "vowels" ? word.replace(/[aeiou]/g, "") : word);
  const replace = (from: string, to: string): string => join([`replace ${from} ${to}`, ...rest]);
  if (bare(from) === bare(to)) {
    yield join(rest);
    for (const word of things) yield replace(word, word);
  }
  for (const word of [...replacements, ...things, ...qualities]) if (bare(word) === bare(to)) yield replace(from, word);
  // Invented words have all vowels.
  if (bare(to) !== to) for (const vowel of "aeiou") yield replace(from, to.replace(/[aeiou]+/g, vowel));
}
