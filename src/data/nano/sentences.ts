/** @file Short sentences to rewrite, with the people, places and numbers in them. */

import type { Random } from "../../tensor/random.js";
import { qualities, things } from "./lexicon.js";
import { nouns, plainText } from "./plain-texts.js";
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
  "chair", "table", "key", "ticket", "picture", "window", "shop", "bridge", "clock", "lamp", "bike", "hotel", "bag",
  "film", "heavy", "clean", "dark", "warm", "strange", "quiet", "bright", "soft", "yes", "okay", "again",
];

// prettier-ignore
const templates = [
  "hello {name}, the ticket is in the box", "hello {name}, I am at the hotel in {city}",
  "please give {name} the key of the house", "please tell {name} that the train is late",
  "please put the chair in the garden", "we met {name} at the party in {city}", "we saw a film with {name} on {day}",
  "we waited {number} hours for the bus", "we need {number} chairs for the meeting",
  "we will visit {name} in {city} tomorrow", "{name} asked for a ticket to {city}",
  "{name} bought {number} books in {city}", "{name} came by bus on {day}", "{name} drives a very old car",
  "{name} forgot the key in the car", "{name} found a dog near the school", "{name} has a small shop in {city}",
  "{name} is always late for dinner", "{name} likes coffee and old films", "{name} lives near the bridge in {city}",
  "{name} paid {number} dollars for the picture", "{name} plays music at the party",
  "{name} read the letter on the bus", "{name} sent {number} letters to a friend",
  "{name} took a picture of the bridge", "{name} waited for the train in {city}", "{name} was really happy in {city}",
  "{name} will bring the bread on {day}", "{name} works in a hotel in {city}", "the clock in the school is slow",
  "the boss of {name} bought a new house", "the bus to {city} leaves on {day}", "the coffee in the shop is very good",
  "the dinner on {day} was cheap", "the film about {city} was really good", "the key is under the box",
  "the letter from {name} came on {day}", "the meeting in {city} was slow", "the party cost {number} dollars",
  "the phone rang {number} times", "the picture of {city} is very nice", "the shop opens on {day}",
  "the ticket to {city} costs {number} dollars", "the water in {city} is warm", "the window of the school is broken",
  "there is a letter for {name} on the table", "there are {number} bikes in the garden",
  "thanks {name}, the bread was good", "thanks for the ticket to {city}", "sorry {name}, the shop is closed on {day}",
  "sorry, I forgot the bread", "maybe the bus comes on {day}", "maybe {name} knows the hotel in {city}",
  "tomorrow we take the boat to {city}", "tomorrow {name} starts school", "today the train to {city} was very slow",
  "today {number} people saw the picture", "I bought a bike for {number} dollars", "I have a friend in {city}",
  "I lost the key on {day}", "I think {name} has the red bag", "my friend {name} always drinks water",
  "my new phone is really fast", "my house in {city} has {number} windows", "on {day} the music starts",
  "on {day} we have dinner with {name}", "she gave {name} a clock and a lamp", "she left the bag in {city}",
  "he sold {number} cars in {city}", "he called {name} about the money", "they walked {number} miles to the garden",
  "they always buy bread in {city}",
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
  "{name} likes the {adjective} {thing}", "{name} sold the {adjective} {thing} on {day}",
  "{name} found the {thing} in {city}", "the {thing} in {city} is very {adjective}",
  "the {thing} near the river is {adjective}", "{opening} {name}, I have the {thing}",
  "{opening}, the {adjective} {thing} is here", "{opening}, where is the {adjective} {thing}",
  "{opening}, we need {number} of them for the {thing}", "I like the {adjective} {thing} in {city}",
  "I saw the {thing} of {name} on {day}", "I paid {number} dollars for the {thing}",
  "my {adjective} {thing} is in {city}", "we want the {thing} on {day}", "we lost the {adjective} {thing} in {city}",
  "where is the {adjective} {thing} of {name}", "{name} asked about the {thing} {number} times",
  "the {thing} for {name} costs {number} dollars", "on {day} the {thing} was {adjective}",
  "in {city} every {thing} is {adjective}", "{opening} {name}, the {thing} is in {city}",
  "this {thing} is {adjective} and {name} knows it", "{number} people in {city} saw the {thing}",
  "{name} sent the {thing} to {city}",
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
  adjective: ["good", "big", "small", "red", "old", "new", "cheap", "fast", "slow", "nice", "happy",
    "heavy", "clean", "dark", "warm", "strange", "quiet", "bright", "soft"],
  thing: ["car", "dog", "house", "train", "bus", "book", "phone", "letter", "garden", "school", "party", "meeting",
    "coffee", "bread", "water", "music", "dinner", "chair", "table", "key", "ticket", "picture", "window", "shop", "bridge",
    "clock", "lamp", "bike", "hotel", "bag", "film"],
  opening: ["hello", "sorry", "thanks", "please", "maybe", "today", "tomorrow", "yes", "okay", "again"],
} as const;
type Drawn = keyof typeof drawn;

/** Things and qualities are often any that there are. */
const drawSlot = (random: Random, slot: Drawn): string =>
  slot !== "opening" && random.chance(0.4)
    ? random.pick(slot === "thing" ? things : qualities)
    : random.pick(drawn[slot]);

interface Pools {
  said: string[];
  heldOut: string[];
}

/** Every sixth sentence is held out. */
const divide = (all: readonly string[], has: (template: string) => boolean = () => true): Pools => ({
  said: all.filter((template, i) => i % 6 !== 5 && has(template)),
  heldOut: all.filter((template, i) => i % 6 === 5 && has(template)),
});
const everything: Pools = {
  said: [...divide(templates).said, ...divide(frames).said],
  heldOut: [...divide(templates).heldOut, ...divide(frames).heldOut],
};

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

const usedWords = [...new Set([...templates, ...frames, ...replaceable].join(" ").match(/\w+/g))];

/** Nouns that can stand in a frame though no sentence of the pools has them. */
export const otherNouns: readonly string[] = [...new Set([...nouns, ...things])].filter(
  (noun) => !usedWords.some((word) => word.startsWith(noun)),
);

/** Frames for a thing that no fixed sentence has. */
const thingFrames = divide(frames, (template) => template.includes("{thing}"));
const anyThing = { fixed: thingFrames, frames: thingFrames, slot: "thing" as Drawn };

export interface Sentence {
  /** With entities as `{id}`, capital and end mark in place. */
  template: string;
  values: Record<Entity, string>;
}

/** What the edits of a prompt want of a sentence. */
export interface Wants {
  /** Replaceable words, other nouns, or entities as `{id}`, of which it mostly contains one. */
  needs: readonly string[];
  /** A full stop at its end, */
  full: boolean;
  /** or no marks at all. */
  bare: boolean;
}

/** A sentence of the pools, or, where none is needed in it, a text of any sort. */
export function makeSentence({ needs, full, bare }: Wants, voice: Voice): Sentence {
  const { random } = voice;
  const end = full || (!bare && random.chance(0.5)) ? "." : "";
  const values = Object.fromEntries(Object.entries(entities).map(([id, draw]) => [id, draw(random)])) as Record<
    Entity,
    string
  >;
  if (needs.length === 0 && random.chance(0.55)) {
    const text = plainText(voice);
    return { template: bare ? text.replace(/[^\w' ]/g, "") : text + (full || random.chance(0.5) ? end : ""), values };
  }
  const need = needs.length > 0 && random.chance(0.9) ? random.pick(needs) : undefined;
  const known = need === undefined ? undefined : (byNeed.get(need) ?? anyThing);
  const side = voice.heldOut ? "heldOut" : "said";
  const preferred = known?.[random.chance(0.7) ? "frames" : "fixed"][side] ?? [];
  const some = preferred.length > 0 ? preferred : (known?.fixed[side] ?? []);
  let template = random.pick(some.length > 0 ? some : everything[side]);
  for (const id of Object.keys(drawn) as Drawn[])
    template = template.replace(`{${id}}`, known?.slot === id && need !== undefined ? need : drawSlot(random, id));
  // A word that may be replaced keeps its small letter, since what replaces it is given in small letters.
  if (random.chance(0.4) && !template.startsWith("{") && !replaceable.includes(/^\w+/.exec(template)![0]))
    template = capitalise(template);
  return { template: bare ? template.replace(/[,.?!:;]/g, "") : template + end, values };
}

export const readSentence = ({ template, values }: Sentence): string => fill(template, values);
