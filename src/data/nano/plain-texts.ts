/** @file Texts of every sort to rewrite, for edits that do not ask for anything in them. */

import { inventWord } from "./invented.js";
import type { Random } from "../../tensor/random.js";
import { matters, qualities, things } from "./lexicon.js";
import * as values from "./values.js";
import { capitalise, type Voice } from "./world.js";

// prettier-ignore
export const nouns = [
  "cheese", "spoon", "sister", "brother", "doctor", "teacher", "farmer", "river", "mountain", "island", "forest", "street", "village", "kitchen", "bedroom", "office",
  "market", "church", "castle", "airport", "station", "library", "museum", "cinema", "butter", "sugar", "salad", "soup", "sandwich", "cake", "pie", "apple", "orange",
  "potato", "tomato", "onion", "egg", "fish", "chicken", "horse", "cow", "bird", "mouse", "lion", "tiger", "bear", "rabbit", "flower", "tree", "grass", "stone",
  "sun", "moon", "star", "rain", "snow", "wind", "storm", "winter", "summer", "morning", "evening", "night", "week", "month", "year", "hour", "song", "game",
  "story", "question", "answer", "idea", "plan", "job", "boss", "team", "customer", "price", "bill", "box", "bottle", "cup", "plate", "knife", "shirt", "shoe",
  "coat", "hat", "ring", "door", "wall", "floor", "roof", "road", "plane", "boat", "ship", "truck", "engine", "wheel", "screen", "computer", "camera", "file",
  "page", "word", "name", "number", "colour", "picture frame", "map", "gift", "toy", "ball", "baby", "child", "uncle", "aunt", "cousin", "king", "queen",
].filter((noun) => !noun.includes(" "));

// prettier-ignore
const drawn: Readonly<Record<string, readonly string[]>> = {
  name: values.names, city: values.cities, item: values.items, message: values.messages, task: values.tasks,
  phrase: values.phrasesToTranslate, topic: values.topics, song: values.songs, dish: values.dishes, room: values.rooms, event: values.events,
  adjective: ["good", "bad", "big", "small", "tall", "short", "young", "old", "hot", "cold", "wet", "dry", "loud", "sweet", "angry", "tired", "hungry", "blue",
    "green", "yellow", "black", "white", "broken", "empty", "full", "free", "long", "late", "early", "strong", "deep", "wild", ...qualities],
  verb: ["likes", "sees", "wants", "needs", "finds", "buys", "sells", "loves", "hates", "takes", "has", "paints", "knows", "hears", "watches", "draws"],
  did: ["saw", "bought", "sold", "found", "lost", "made", "took", "broke", "left", "liked", "carried", "opened", "washed", "drew", "forgot", "hid"],
  moves: ["runs", "walks", "sleeps", "waits", "sings", "sits", "stands", "works", "swims", "falls", "stays", "plays", "jumps", "lives"],
  where: ["in", "on", "under", "near", "behind", "with", "by", "over"],
  who: ["I", "you", "we", "they", "people", "children", "friends"],
  when: ["now", "today", "every day", "at night", "in May", "all week", "once", "soon", "again"],
};

// prettier-ignore
const frames = [
  "{message}", "{message}", "{task}", "{phrase}", "{topic}", "{item}", "{dish}", "{event}", "the {noun} {verb} the {other}", "the {adjective} {noun} {moves}",
  "the {noun} {moves} {where} the {other}", "a {noun} {where} a {other}", "my {noun} is {adjective}", "your {noun} was {adjective} {when}", "{name} {verb} {item}",
  "{name} {did} the {noun} {when}", "{who} need a {adjective} {noun}", "{who} {did} the {noun}", "where is my {noun}", "do you have a {noun}", "what a {adjective} {noun}",
  "the {adjective} {noun} and the {other}", "{noun} and {other}", "no {noun} for the {other}", "please bring the {noun}", "buy a {noun} {when}", "this {noun} is not {adjective}",
  "there is a {noun} {where} the {other}", "{name} and I {did} a {noun}", "I can see the {adjective} {noun}", "put the {noun} {where} the {other}", "our {noun} {moves} {when}",
  "{city} is {adjective} {when}", "he {did} a {noun} in {city}", "she {verb} the {adjective} {noun}", "is the {noun} {adjective}", "we {did} it {when}", "one {noun} is enough",
  "let us go to the {noun}", "{song} is on {when}", "{name} made {dish}", "we ate {dish} {when}", "the {room} is {adjective}", "find the {noun} of the {other}",
  "all {adjective} things", "the {noun} {did} nothing",
];

/** Of all nouns, half of the time a frequent one. */
const anyNoun = (random: Random): readonly string[] => random.pick([nouns, random.pick([things, matters])]);

/** A short text: a sentence of a frame, a row of words, a title. Without an end mark. */
export function plainText(voice: Voice): string {
  const { random } = voice;
  if (random.chance(0.25)) {
    const word = () => (random.chance(0.2) ? inventWord(random) : random.pick(anyNoun(random)));
    return Array.from({ length: random.between(1, 5) }, word).join(" ");
  }
  const text = voice
    .say(frames)
    .replace(/\{(\w+)\}/g, (_, id: string) => values.draw(random, drawn[id] ?? anyNoun(random)));
  const way = random.uniform();
  return way < 0.3 ? capitalise(text) : way < 0.37 ? text.split(" ").map(capitalise).join(" ") : text;
}
