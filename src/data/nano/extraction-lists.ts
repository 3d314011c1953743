/** @file Extraction of all values of one kind that a text names, however many. */

import type { Random } from "../../tensor/random.js";
import { drawn as values } from "./values-drawn.js";
import { utter, withArticle } from "./manner.js";
import { capitalise, fill, list, type Voice } from "./world.js";

export interface ListConfiguration {
  kind: Kind;
  form: ListForm;
  /** What stands for none; undefined if every text names some. */
  none: string | undefined;
}

interface Kind {
  id: keyof typeof values;
  /** In the plural, as a prompt asks for them. */
  words: readonly string[];
  /** `{list}` stands for the values; the others are of other kinds. */
  texts: readonly string[];
}

interface ListForm {
  id: string;
  write: (values: readonly string[]) => string;
  said: readonly string[];
}

// prettier-ignore
const kinds: readonly Kind[] = [
  { id: "name", words: ["names", "people", "persons", "first names"], texts: [
    "{list} came to the party", "I met {list} in {city}", "{list} will be there on {day}", "the book is for {list}", "tell {list} that the bus is late", "we invited {list} on {day}", "{list} bought {number} chairs", "dinner with {list}", "give the key to {list}", "{list} and the dog went home", "yesterday {list} called", "I work with {list} in {city}",
    "the winners are {list}", "{list} waited for {number} hours"] },
  { id: "city", words: ["cities", "places", "towns", "city names"], texts: [
    "we went to {list}", "{name} lived in {list}", "trains leave for {list} on {day}", "I have been to {list}", "offices in {list}", "it rains in {list}", "{name} sent {number} letters to {list}", "our shops are in {list}", "next week we visit {list}", "flights to {list} are cheap", "{name} knows people from {list}", "the tour stops in {list}",
    "I would love to see {list}", "{number} people came from {list}"] },
  { id: "number", words: ["numbers", "figures", "numerals", "amounts"], texts: [
    "the numbers are {list}", "{name} wrote down {list}", "rooms {list} are free", "we counted {list}", "buses {list} go to {city}", "pages {list} are missing", "the lucky numbers: {list}", "seats {list} please", "{name} has {list} on the card", "platforms {list} are closed on {day}", "lines {list} are late", "tables {list} are for {name}",
    "I got {list} in the tests", "questions {list} were hard"] },
  { id: "colour", words: ["colors", "colours", "shades", "color names"], texts: [
    "the flag is {list}", "{name} painted it {list}", "I like {list}", "we have shirts in {list}", "the walls are {list}", "{name} wears {list} on {day}", "the paint comes in {list}", "choose between {list}", "her favorites are {list}", "cars in {list} are popular in {city}", "the lights were {list}", "use {list} for the picture",
    "my socks are {list}", "the {number} balls are {list}"] },
  { id: "day", words: ["days", "weekdays", "days of the week", "day names"], texts: [
    "we are open on {list}", "{name} works on {list}", "the bus to {city} runs on {list}", "no school on {list}", "{name} plays music every {list}", "I have time on {list}", "closed on {list}", "the market is on {list}", "it will rain on {list}", "the class meets {list}", "I saw {name} on {list}", "trains are late on {list}",
    "we train {number} hours on {list}", "the doctor is in on {list}"] },
  { id: "pet", words: ["animals", "pets", "kinds of animals", "creatures"], texts: [
    "{name} has a {list}", "we saw a {list}", "the farm has a {list}", "in the garden there is a {list}", "the vet in {city} treated a {list}", "{name} drew a {list}", "the story is about a {list}", "I would like a {list}", "on {day} we found a {list}", "the film shows a {list}", "they bought a {list} for {number} dollars", "a {list} ran over the road",
    "my neighbour keeps a {list}", "the child talked about a {list}"] },
];

// prettier-ignore
const asks = [
  "List all {kind} in the {record}.", "Find all {kind}.", "Extract every one of the {kind} in the {record}.", "Which {kind} are mentioned?", "Which {kind} does the {record} mention?", "Write down all {kind} of the {record}.", "Give me the {kind} in the {record}.", "Extract all {kind}.", "Copy all {kind} from the {record}.", "Pull the {kind} out of the {record}.",
  "What {kind} are in the {record}?", "Collect the {kind}, in the order of the {record}.", "I need all {kind} that are named.", "Return all {kind} from the {record}.", "Look for {kind} in the {record} and list them.", "From each {record} take the {kind}.", "Name the {kind} that occur.", "You list {kind}.", "# Task\\nFind the {kind} in a {record}.", "Task: extract {kind}.", "Get all the {kind} out of this.",
  "Scan the {record} for {kind}.", "Only the {kind}, nothing else.", "Show me every one of the {kind}.",
].map((ask) => ask.replace("\\n", "\n"));

const joined = (id: string, between: string, said: readonly string[]): ListForm => ({
  id,
  write: (values) => values.join(between),
  said,
});
// prettier-ignore
const forms: readonly ListForm[] = [
  joined(", ", ", ", ["Separate them with a comma and a space.", "Put \", \" between them.", "Write them like this: a, b, c", "Format: x, y, z", "Comma and space between them."]),
  joined(",", ",", ["Separate them with commas without spaces.", "Format: a,b,c", "Put commas between them, no spaces.", "Like this: x,y,z", "A comma without a space between them."]),
  joined("; ", "; ", ["Separate them with a semicolon and a space.", "Put \"; \" between them.", "Format: a; b; c", "Semicolon and space between them.", "Like this: x; y; z"]),
  joined("/", "/", ["Separate them with slashes.", "Put a slash between them.", "Format: a/b/c", "Use / between them, without spaces.", "Like this: x/y/z"]),
  joined(" | ", " | ", ["Put \" | \" between them.", "Format: a | b | c", "Separate them with a bar that has spaces around it.", "Like this: x | y | z"]),
  joined(" + ", " + ", ["Put \" + \" between them.", "Format: a + b + c", "Separate them with a plus sign that has spaces around it.", "Like this: x + y + z"]),
  joined("lines", "\n", ["Write each on a line of its own.", "One per line.", "Put every one on its own line.", "A new line for each.", "Each one goes on a new line."]),
  { id: "bullets", write: (values) => values.map((value) => `- ${value}`).join("\n"), said: ["Write each on a line with a dash and a space in front.", "Make a list with dashes (- ).", "Put \"- \" before each, one a line.", "Format:\n- a\n- b", "As a Markdown list with dashes."] },
  { id: "numbered", write: (values) => values.map((value, i) => `${i + 1}. ${value}`).join("\n"), said: ["Make a numbered list: 1. a", "Number them 1., 2. and so on, one a line.", "Format:\n1. a\n2. b", "One per line, numbered like 1. and 2.", "As a numbered list (1. 2. 3.)."] },
  { id: "json", write: (values) => `[${values.map((value) => `"${value}"`).join(", ")}]`, said: ["Write a JSON array.", "Format: [\"a\", \"b\"]", "As a JSON list of strings.", "Return a JSON array of strings.", "Output a JSON list."] },
  { id: "[]", write: (values) => `[${values.join(", ")}]`, said: ["Format: [a, b, c]", "In square brackets, with commas: [x, y]", "Write them as [a, b]", "Like this: [one, two]"] },
  { id: "()", write: (values) => values.map((value) => `(${value})`).join(" "), said: ["Put each in parentheses: (a) (b)", "Format: (a) (b)", "Each one in round brackets, with a space between: (x) (y)", "Like this: (one) (two)"] },
];

// prettier-ignore
const nones = ["none", "NONE", "-", "nothing", "n/a", "no", "empty", "0", "?", "null", "None", "not found", "no match", "--", "nobody home", "x"];
// prettier-ignore
const noneRules = [
  "If there are none, write {n}.", "If there is none, say {n}.", "No {kind}? Then {n}.", "When none is named, answer {n}.", "Write {n} if nothing is found.", "Without any, reply {n}.", "If the {record} has no {kind}, print {n}.", "None there: {n}", "If you find none: {n}", "Answer {n} when there are no {kind}.", "For a {record} without {kind} write {n}.", "Say {n} if there aren't any.",
];
const records = ["text", "message", "sentence", "note", "line", "input"];

/** Texts without a value of the kind asked for are those of another kind that name none of it. */
const without = (kind: Kind): readonly { other: Kind; texts: readonly string[] }[] =>
  kinds
    .filter((other) => other !== kind)
    .map((other) => ({ other, texts: other.texts.filter((text) => !text.includes(`{${kind.id}}`)) }));

export const configureList = (random: Random): ListConfiguration => ({
  kind: random.pick(kinds),
  form: random.pick(forms),
  none: random.chance(0.6) ? random.pick(nones) : undefined,
});

export const describeList = ({ kind, form, none }: ListConfiguration): string =>
  `list ${kind.id} / ${form.id} / ${none ?? ""}`;

export function listSystem({ kind, form, none }: ListConfiguration, voice: Voice): string {
  const { random } = voice;
  const words = { kind: voice.say(kind.words), record: random.pick(records) };
  const parts = [fill(withArticle(utter(asks, voice), "record", words.record), words), voice.say(form.said)];
  if (none !== undefined) {
    const mark = random.pick(['"', "'"]);
    parts.push(fill(withArticle(utter(noneRules, voice), "record", words.record), { ...words, n: mark + none + mark }));
  }
  return parts.reduce((text, part) => text + (/[.?!]$/.test(text) && random.chance(0.8) ? " " : "\n") + part);
}

export function listTurn({ kind, form, none }: ListConfiguration, voice: Voice): { request: string; answer: string } {
  const { random } = voice;
  const missing = none !== undefined && random.chance(0.2);
  const { other, texts } = missing ? random.pick(without(kind)) : { other: kind, texts: kind.texts };
  const named = [...new Set(Array.from({ length: random.pick([1, 2, 2, 3, 3, 4]) }, () => values[other.id](random)))];
  const article = other.id === "pet" ? "a " : "";
  let template = voice.say(texts);
  if (random.chance(0.4) && !template.startsWith("{")) template = capitalise(template);
  if (random.chance(0.4)) template += ".";
  const rest = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, value(random)]));
  const spoken = list(named.map((value, i) => (i === 0 ? value : article + value)));
  return { request: fill(template, { ...rest, list: spoken }), answer: missing ? none : form.write(named) };
}
