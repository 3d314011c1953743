/** @file Family "classification": a prompt binds labels to classes and says how to write them; the answer is a label. */

import type { Random } from "../../tensor/random.js";
import type { Class } from "./class-task.js";
import { describeClassification } from "./classification-wording.js";
import { classTasks } from "./classes.js";
import { recase } from "./casing.js";
import { wrapLabel, type ClassificationConfiguration } from "./labels.js";
import { dress } from "./requests.js";
import { draw } from "./values.js";
import { capitalise, type World } from "./world.js";

// prettier-ignore
const symbolSets = [
  ["A", "B", "C", "D"], ["1", "2", "3", "4"], ["x", "y", "z", "w"], ["0", "1", "2", "3"], ["a", "b", "c", "d"], ["I",
    "II", "III", "IV"],
  ["A1", "A2", "A3", "A4"], ["first", "second", "third", "fourth"], ["c1", "c2", "c3", "c4"], ["L1", "L2", "L3", "L4"], ["M", "N", "O", "T"],
  ["10", "20", "30", "40"], ["i", "ii", "iii", "iv"], ["k1", "k2", "k3", "k4"], ["t", "u", "v", "w"], ["E", "F", "G", "H"], ["100", "200", "300", "400"],
  ["aa", "bb", "cc", "dd"], ["AA", "BB", "CC", "DD"], ["m", "n", "o", "p"], ["one", "two", "three", "four"],
  ["P", "Q", "R", "N"], ["+", "-", "0", "!"], ["K", "L", "H", "J"], ["5", "6", "7", "8"], ["X", "Y", "Z", "W"],
] as const;

// prettier-ignore
const yesNo = [["on", "off"], ["1", "0"], ["y", "n"], ["TRUE", "FALSE"], ["yep", "nope"], ["right", "wrong"], ["pass", "fail"], ["accept", "reject"],
  ["in", "out"], ["hit", "miss"], ["yeah", "nah"], ["T", "F"], ["ON", "OFF"], ["si", "no"], ["yes", "other"],
  ["yes", "no"], ["Yes", "No"], ["YES", "NO"], ["true", "false"], ["Y", "N"], ["ja", "nein"], ["oui",
  "non"], ["True", "False"]] as const;

// prettier-ignore
const arbitraryWords = [
  "chair", "table", "window", "door", "bottle", "glass", "brick", "paper", "candle", "mirror", "basket", "ladder", "hammer", "anchor", "engine", "wheel",
  "horse", "rabbit", "eagle", "shark", "whale", "mouse", "wolf", "bear", "fox", "frog", "snake", "monkey", "camel", "goat", "sheep", "duck", "owl",
  "purple", "orange", "yellow", "brown", "pink", "grey", "violet", "amber", "crimson", "copper", "bronze", "marble", "crystal", "diamond", "ruby", "pearl",
  "maple", "pine", "tulip", "daisy", "lily", "forest", "valley", "island", "desert", "meadow", "harbor", "bridge", "tower", "castle", "garden", "field",
  "thunder", "wind", "storm", "frost", "summer", "autumn", "morning", "night", "comet", "planet", "rocket", "galaxy", "orbit", "sky", "earth", "wave",
  "violin", "drum", "guitar", "trumpet", "knight", "wizard", "pirate", "robot", "dragon", "giant", "baron", "duke", "captain", "sailor", "shoe", "hat",
  "coat", "glove", "button", "pocket", "ribbon", "needle", "cherry", "grape", "plum", "peach", "melon", "onion", "carrot", "pepper", "honey", "butter",
  "omega", "sigma", "kappa", "theta", "zeta", "epsilon", "pixel", "vector", "matrix", "cube", "circle", "square", "triangle", "spiral", "arrow", "dot",
  "three", "four", "five", "six", "seven", "nine", "first", "second", "top", "bottom", "inner", "outer", "baz", "qux", "echo", "tango", "bravo",
  "moon", "lamp", "zebra", "tiger", "red", "blue", "green", "gold", "apple", "pear", "lemon", "north", "south",
  "east", "west", "alpha",
  "beta", "gamma", "delta", "left", "right", "cat", "dog", "bird", "fish", "stone", "river", "cloud", "star", "sun",
  "rain", "snow", "fire",
  "iron", "silver", "oak", "rose", "ocean", "piano", "spoon", "bread", "king", "queen", "ship", "train", "black",
  "white", "one", "two",
  "foo", "bar", "ok", "stop", "go", "spring", "winter",
];

// prettier-ignore
const keys = [
  "tag", "prediction", "decision", "choice", "kind", "value", "judgement", "response", "reply", "final", "classification", "guess", "code", "mark", "LABEL", "Answer",
  "Label", "Class", "ANSWER", "pred", "rating", "group", "res", "out",
  "label", "answer", "class", "category", "result", "output", "type", "verdict",
];

// prettier-ignore
const wraps: readonly ((random: Random) => string)[] = [
  () => "[@]", () => "<@>", () => '"@"', () => "@.", () => "(@)", () => "**@**", () => "#@", () => "@!", () => "'@'",
    () => "-> @", () => "{@}",
  (random) => `${random.pick(keys)}: @`, (random) => `{"${random.pick(keys)}": "@"}`,
    (random) => `${random.pick(keys)}=@`,
  (random) => { const key = random.pick(keys); return `<${key}>@</${key}>`; }, () => "== @", () => "| @ |",
    () => "It is @.",
  () => "[[@]]", () => "`@`", () => "_@_", () => "@;", () => "<<@>>", () => "=> @", () => "* @", () => "- @", () => "> @", () => "~@~", () => "This is @.",
    () => "((@))", () => ">> @", () => "/@/", () => "= @", () => "@ #", () => "$@", () => ":@:", () => "*@*", () => "--@--",
  (random) => `${random.pick(keys)} = @`, (random) => `[${random.pick(keys)}] @`, (random) => `(${random.pick(keys)}) @`,
    (random) => `${random.pick(keys)} -> @`, (random) => `${random.pick(keys)}("@")`, (random) => `${random.pick(keys)} | @`,
    (random) => `${random.pick(keys)}: "@"`, (random) => `<${random.pick(keys)}> @`, (random) => `${random.pick(keys)}:@`,
    (random) => `${random.pick(keys)}(@)`, (random) => `${random.pick(keys)} is @`, (random) => `**${random.pick(keys)}**: @`,
    (random) => `[${random.pick(keys)}: @]`, (random) => `{${random.pick(keys)}: @}`, (random) => `The ${random.pick(keys).toLowerCase()} is @`,
];

const cases: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word,
  (word) => word.toUpperCase(),
  capitalise,
];

/** Pairs of which the first says yes by itself. */
const clearYesNo = yesNo.filter(([yes]) => /^(?:y|yes|yep|yeah|true|t|ja|oui|si)$/i.test(yes));

/** Labels of all that is none of the other classes. */
// prettier-ignore
const restLabels = ["other", "other", "other", "none", "rest", "else", "neither", "others", "different"];

/** Labels for classes; arbitrary ones say nothing by themselves. */
function drawLabels(random: Random, classes: readonly Class[], rest: boolean): { labels: string[]; kind: LabelKind } {
  const kind = random.uniform();
  if (kind < 0.5) {
    const spell = random.pick(cases);
    const words = classes.map(({ labels }) => random.pick(labels));
    if (rest) words[words.length - 1] = random.pick(restLabels.filter((label) => !words.includes(label)));
    return { labels: words.map(spell), kind: "words" };
  }
  if (kind < 0.65) return { labels: random.sample(random.pick(symbolSets), classes.length), kind: "symbols" };
  if (kind < 0.75 && classes.length === 2) return { labels: random.shuffle([...random.pick(yesNo)]), kind: "symbols" };
  const spell = random.pick([cases[0]!, cases[0]!, capitalise]);
  return { labels: random.sample(arbitraryWords, classes.length).map(spell), kind: "arbitrary" };
}
type LabelKind = "words" | "symbols" | "arbitrary";

function configure(random: Random): ClassificationConfiguration {
  const task = random.pick(classTasks);
  const classes = random.sample(task.classes, Math.min(random.pick(task.counts), task.classes.length));
  const wrap = random.chance(0.4) ? "@" : random.pick(wraps)(random);
  const rest = random.chance(0.12);
  if (random.chance(0.06)) {
    const pair = classes.slice(0, 2).map((kind, i) => ({ class: kind, i }));
    const labels = random.pick(clearYesNo);
    const bound = pair.map(({ class: kind, i }) => ({ class: kind, label: labels[i]! }));
    return { task, arbitrary: true, classes: bound, rest: true, question: true, casing: "as is", wrap };
  }
  const { labels, kind } = drawLabels(random, classes, rest);
  const listed = classes.map((kind, i) => ({ class: kind, label: labels[i]! }));
  const plain = { task, rest, question: false, casing: "as is" as const, wrap };
  const letters = labels.map((label) => label.charAt(0).toUpperCase());
  if (kind === "words" && new Set(letters).size === letters.length && random.chance(0.12))
    return {
      ...plain,
      arbitrary: true,
      classes: listed.map((each, i) => ({ ...each, label: letters[i]!, stands: each.label })),
    };
  // A wrap with letters of its own would leave open whether they change as well.
  const casing =
    kind !== "symbols" && !/[a-z]/i.test(wrap) && random.chance(0.18)
      ? random.pick(["lower", "upper", "capital"] as const)
      : "as is";
  return { ...plain, arbitrary: kind !== "words", classes: listed, casing };
}

/** What a configuration is called whose prompt leaves `rest` unnamed, as "everything else". */
function describeRest(configuration: ClassificationConfiguration, rest: Class | undefined): string {
  const { task, classes, casing, wrap } = configuration;
  const bound = classes.map((each) => `${each.class === rest ? "rest" : each.class.id}=${recase(casing, each.label)}`);
  return `${task.id} ${bound.sort().join(" ")} / ${wrap}`;
}

/** Labels that stand for any class, and for the rest, in small letters. */
const anyLabels = new Set([...symbolSets, ...yesNo, arbitraryWords].flat().map((label) => label.toLowerCase()));

/** Where all classes have a label, each of them may be called the rest, or none: if its label can stand for that. */
function twins(configuration: ClassificationConfiguration): string[] {
  const { task, classes } = configuration;
  if (classes.length < task.classes.length) return [];
  const fits = (label: string, words: readonly string[]): boolean =>
    words.some((word) => [word, word.charAt(0)].includes(label.toLowerCase()));
  return [undefined, ...task.classes]
    .filter(
      (rest) =>
        classes.every(({ label }) => anyLabels.has(label.toLowerCase())) ||
        classes.every((each) => fits(each.label, each.class === rest ? restLabels : each.class.labels)),
    )
    .map((rest) => describeRest(configuration, rest));
}

export const classification: World<ClassificationConfiguration> = {
  family: "classification",
  configure,
  describe: (configuration) =>
    describeRest(configuration, configuration.rest ? configuration.classes.at(-1)!.class : undefined),
  twins,
  system: describeClassification,
  turn({ task, classes, rest, casing, wrap }, voice) {
    const { random } = voice;
    const { class: drawn, label } = random.pick(classes);
    const listed = classes.slice(0, -1).map((each) => each.class);
    const kind =
      rest && drawn === classes.at(-1)!.class
        ? random.pick(task.classes.filter((other) => !listed.includes(other)))
        : drawn;
    const template = voice.say(kind.texts);
    // Openings such as "please" would change the class of a sentence.
    const text = (
      task.id === "spam" || task.id === "urgency"
        ? dress(template, voice)
        : plain(template, random, task.id === "sentence")
    ).replace(/\{(\w+)\}/g, (_, name: string) => {
      const pool = task.pools[name]!;
      return typeof pool === "function" ? pool(random) : draw(random, pool);
    });
    return { request: text, answer: wrapLabel(wrap, recase(casing, label)) };
  },
};

function plain(template: string, random: Random, unmarked: boolean): string {
  const text = random.chance(0.5) && !template.startsWith("{") ? capitalise(template) : template;
  return !unmarked && random.chance(0.4) ? `${text}${random.pick([".", ".", "!"])}` : text;
}
