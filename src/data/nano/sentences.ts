/** @file Short sentences to rewrite, with the people, places and numbers in them. */

import type { Random } from "../../tensor/random.js";
import * as values from "./values.js";
import { capitalise, fill, type Voice } from "./world.js";

/** Kinds of values that a rewriting can mask. */
export const entities = {
  name: (random: Random) => values.draw(random, values.names),
  city: (random: Random) => values.draw(random, values.cities),
  number: (random: Random) => `${random.between(2, 99)}${random.chance(0.3) ? "0" : ""}`,
  day: (random: Random) => random.pick(values.days),
};
export type Entity = keyof typeof entities;

/** Words that a rewriting can replace or capitalise. No sentence has one twice. */
// prettier-ignore
export const replaceable = [
  "hello", "please", "meeting", "train", "dinner", "car", "dog", "tomorrow", "good", "house", "money", "friend",
  "school", "coffee",
  "happy", "big", "small", "red", "old", "new", "today", "always", "very", "thanks", "sorry", "bus", "book", "party",
  "garden", "letter",
  "phone", "cheap", "fast", "slow", "nice", "really", "maybe", "water", "bread", "music",
];

// prettier-ignore
const templates = [
  "hello {name}, the meeting is on {day}", "hello, please send the book to {name}", "we took the train to {city}",
  "dinner with {name} was very good",
  "{name} sold the old car for {number} dollars", "my dog likes {name} and the garden", "please call {name} tomorrow",
  "the house in {city} is big and old",
  "{name} has {number} red cards", "a friend of {name} lives in {city}", "the school starts on {day}",
  "coffee in {city} is really cheap",
  "{name} was happy about the new phone", "the bus to {city} was slow today", "thanks for the letter, {name}",
  "sorry, the party is on {day}",
  "I always drink water at dinner", "{name} lost {number} dollars in {city}", "maybe we meet {name} in the garden",
  "the new train is very fast",
  "{number} people came to the party", "we bought bread and coffee for {name}", "the music in {city} was nice",
  "{name} needs money tomorrow",
  "please bring the red book on {day}", "today {name} wrote a letter to the school",
  "the small dog ran {number} miles", "{name} gave the phone to a friend",
  "hello from {city}, the water is good", "the meeting with {name} took {number} hours",
  "sorry {name}, the bus was late", "thanks, the dinner was really nice",
  "{name} flies from {city} on {day}", "there are {number} cheap shops in {city}", "maybe {name} has a new car",
  "she always reads a book on the train",
  "{name} and I saw {city} on {day}", "the old music made {name} happy", "we pay {number} dollars for bread",
  "tomorrow the garden party starts",
  "please water the small garden, {name}", "{name} put {number} letters in the red box",
  "the big house costs money, {name}", "we leave {city} today by car",
  "sorry, I was slow on {day}", "thanks to {name} the school is nice", "hello {name}, dinner is at {number}",
  "the fast bus stops in {city}",
  "on {day} we play music with {name}", "{name} found a very old letter in {city}", "my friend sold {number} books",
  "the phone of {name} is really new",
  "maybe the party in {city} is good", "please take the bus tomorrow", "a dog and {number} cats live with {name}",
  "we always meet {name} on {day}",
];

/** Frames whose adjective, thing and opening are drawn, so that most sentences are new. */
// prettier-ignore
const frames = [
  "{name} has a {adjective} {thing}", "{opening} {name}, the {thing} is {adjective}",
  "the {adjective} {thing} is in {city}", "{name} bought a {thing} for {number} dollars",
  "{opening}, the {thing} costs {number} dollars", "we saw a {adjective} {thing} in {city}",
  "{opening} the {thing} comes on {day}", "{name} wants the {adjective} {thing}",
  "the {thing} of {name} was {adjective}", "{number} people want the {adjective} {thing}",
  "on {day} {name} lost the {thing}", "{opening}, I need a {adjective} {thing}",
  "{name} left the {thing} in {city}", "give {name} the {adjective} {thing}", "is the {thing} in {city} {adjective}",
  "{opening} {name}, where is the {thing}",
  "there is a {thing} for {name}", "{opening}, {name} found {number} cards", "my {thing} is {adjective}",
  "the {thing} leaves {city} on {day}",
];
// prettier-ignore
const drawn = {
  adjective: ["good", "big", "small", "red", "old", "new", "cheap", "fast", "slow", "nice", "happy"],
  thing: ["car", "dog", "house", "train", "bus", "book", "phone", "letter", "garden", "school", "party", "meeting",
    "coffee", "bread", "water", "music", "dinner"],
  opening: ["hello", "sorry", "thanks", "please", "maybe", "today", "tomorrow"],
} as const;
type Drawn = keyof typeof drawn;

interface Pools {
  said: string[];
  heldOut: string[];
}

/** Every sixth sentence is held out. */
const divide = (all: readonly string[], has: (template: string) => boolean = () => true): Pools => ({
  said: all.filter((template, i) => i % 6 !== 5 && has(template)),
  heldOut: all.filter((template, i) => i % 6 === 5 && has(template)),
});
const everything = divide([...templates, ...frames]);

/** For a word or entity that a sentence should have: frames in which it can be put, and fixed sentences with it. */
const byNeed = new Map<string, { fixed: Pools; frames: Pools; slot?: Drawn }>();
for (const need of replaceable) {
  const slot = (Object.keys(drawn) as Drawn[]).find((id) => (drawn[id] as readonly string[]).includes(need));
  const word = new RegExp(`\\b${need}\\b`);
  byNeed.set(need, {
    fixed: divide(templates, (template) => word.test(template)),
    frames: divide(frames, (template) => slot !== undefined && template.includes(`{${slot}}`)),
    ...(slot && { slot }),
  });
}
for (const id of Object.keys(entities)) {
  const has = (template: string): boolean => template.includes(`{${id}}`);
  byNeed.set(`{${id}}`, { fixed: divide(templates, has), frames: divide(frames, has) });
}

export interface Sentence {
  /** With entities as `{id}`, capital and end mark in place. */
  template: string;
  values: Record<Entity, string>;
}

/** A sentence that mostly contains what is needed: a replaceable word, or an entity as `{id}`. */
export function makeSentence(needs: readonly string[], full: boolean, voice: Voice): Sentence {
  const { random } = voice;
  const need = needs.length > 0 && random.chance(0.9) ? random.pick(needs) : undefined;
  const known = need === undefined ? undefined : byNeed.get(need);
  const side = voice.heldOut ? "heldOut" : "said";
  const preferred = known?.[random.chance(0.7) ? "frames" : "fixed"][side] ?? [];
  const some = preferred.length > 0 ? preferred : (known?.fixed[side] ?? []);
  let template = random.pick(some.length > 0 ? some : everything[side]);
  for (const id of Object.keys(drawn) as Drawn[])
    template = template.replace(`{${id}}`, known?.slot === id && need !== undefined ? need : random.pick(drawn[id]));
  // A word that may be replaced keeps its small letter, since what replaces it is given in small letters.
  if (random.chance(0.4) && !template.startsWith("{") && !replaceable.includes(/^\w+/.exec(template)![0]))
    template = capitalise(template);
  if (full || random.chance(0.5)) template += ".";
  const values = Object.fromEntries(Object.entries(entities).map(([id, draw]) => [id, draw(random)])) as Record<
    Entity,
    string
  >;
  return { template, values };
}

export const readSentence = ({ template, values }: Sentence): string => fill(template, values);
