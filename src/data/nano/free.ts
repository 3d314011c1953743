/**
 * @file Values put together from common words, in the place of those of the pools: what a person writes in a free slot is
 * hardly ever what training has seen in it.
 */

import type { Random } from "../../tensor/random.js";
import * as classNouns from "./class-nouns.js";
import { inventWord } from "./invented.js";
import { acts, matters, moreNames, pastActs, qualities, things } from "./lexicon.js";
import * as pools from "./pools.js";
import { capitalise } from "./world.js";

type Make = (random: Random) => string;

const plural = (word: string): string => {
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
};
const an = (words: string): string => `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;

const name: Make = (random) =>
  random.chance(0.12) ? capitalise(inventWord(random)) : random.pick(random.chance(0.7) ? moreNames : pools.names);

// prettier-ignore
const slots: Readonly<Record<string, Make>> = {
  thing: (random) => random.pick(things),
  things: (random) => plural(random.pick(things)),
  matter: (random) => random.pick(matters),
  quality: (random) => random.pick(qualities),
  act: (random) => random.pick(acts),
  did: (random) => random.pick(pastActs),
  name,
  word: inventWord,
  when: (random) => random.pick(["today", "tonight", "tomorrow", "now", "soon", "again", "later", "first", "on time", "this week", "after lunch", "before noon", "in the morning"]),
  where: (random) => random.pick(["in", "on", "under", "near", "behind", "next to", "by", "over", "inside", "in front of"]),
  who: (random) => random.pick(["I", "we", "they", "you"]),
};

/** Draws one of the frames and fills its slots; `{a quality}` and the like come with their article. */
const framed =
  (frames: readonly string[]): Make =>
  (random) =>
    random.pick(frames).replace(/\{(a )?(\w+)\}/g, (_, article: string | undefined, slot: string) => {
      const word = slots[slot]!(random);
      return article ? an(word) : word;
    });

const item = framed(["{thing}", "{thing}", "{thing}", "{quality} {thing}", "{thing} {thing}"]);

const task = framed([
  "{act} the {thing}",
  "{act} the {quality} {thing}",
  "{act} {a thing}",
  "{act} the {things}",
  "{act} the {thing} {when}",
  "{act} my {thing}",
  "{act} {name}'s {thing}",
  "{act} the {thing} and the {thing}",
  "ask {name} about the {thing}",
  "talk to {name} about {matter}",
  "read about {matter}",
  "{thing} for {name}",
]);

const message = framed([
  "the {thing} is {quality}",
  "the {thing} is {quality} {when}",
  "the {quality} {thing} is {where} the {thing}",
  "I {did} the {thing}",
  "I {did} your {quality} {thing}",
  "{who} {did} {a thing}",
  "{name} {did} the {thing}",
  "{name} is {quality}",
  "do not {act} the {thing}",
  "please {act} the {thing}",
  "{act} the {thing} {when}",
  "can you {act} the {thing}",
  "we need {a thing}",
  "we need more {things}",
  "no {matter} {when}",
  "the {matter} was {quality}",
  "thanks for the {thing}",
  "good luck with the {matter}",
  "where is the {thing}",
  "bring {a thing}",
  "{name} has the {thing}",
  "my {thing} is {quality}",
  "there is {a thing} {where} the {thing}",
  "it is all about {matter}",
  "the {things} are {quality}",
]);

const title: Make = (random) => {
  const text = framed([
    "{thing}",
    "{quality} {thing}",
    "{quality} {things}",
    "the {thing}",
    "the {quality} {thing}",
    "{thing} of {matter}",
    "{matter}",
    "{matter} and {matter}",
    "{act} the {thing}",
    "{name}",
    "{thing} {where} the {thing}",
    "my {quality} {thing}",
    "{word}",
    "{word} {thing}",
  ])(random);
  return random.chance(0.85) ? text.split(" ").map(capitalise).join(" ") : capitalise(text);
};

const topic = framed([
  "{quality} {things}",
  "{things}",
  "{matter}",
  "{quality} {matter}",
  "{thing} {things}",
  "{matter} of {things}",
  "{things} and {things}",
  "the {matter} of the {thing}",
]);

const event = framed([
  "{matter} class",
  "{matter} meeting",
  "{matter} with {name}",
  "{thing} party",
  "{thing} show",
  "lunch with {name}",
  "{quality} {matter}",
  "{name}'s {matter}",
  "{matter} evening",
  "{matter}",
  "{thing} {matter}",
]);

const dish = framed([
  "{thing} soup",
  "{thing} salad",
  "{thing} pie",
  "{thing} stew",
  "{quality} soup",
  "{thing} sandwich",
  "{quality} {thing} curry",
]);

const place = framed([
  "the {thing}",
  "the {quality} {thing}",
  "the {thing} museum",
  "{name}'s {thing}",
  "the {thing} shop",
]);

/** By pool: what may stand in its place. */
export const free: ReadonlyMap<readonly string[], Make> = new Map([
  [pools.names, name],
  [pools.items, item],
  [pools.tasks, task],
  [pools.messages, message],
  [pools.phrasesToTranslate, message],
  [pools.labels, framed(["{thing}", "{matter}", "{quality} {thing}", "{matter} {thing}"])],
  [pools.events, event],
  [pools.songs, title],
  [pools.topics, topic],
  [pools.dishes, dish],
  [pools.places, place],
  [classNouns.thing, framed(["{thing}"])],
  [classNouns.place, framed(["{thing}"])],
  [pools.rooms, framed(["{thing} room", "{quality} room", "{name}'s room"])],
]);
