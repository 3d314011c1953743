/** @file Family "classification": a prompt binds labels to classes and says how to write them; the answer is a label. */

import type { Random } from "../../tensor/random.js";
import { describeClassification } from "./classification-wording.js";
import { classTasks } from "./classes.js";
import { wrapLabel, type ClassificationConfiguration } from "./labels.js";
import { dress } from "./requests.js";
import { draw } from "./values.js";
import { capitalise, type World } from "./world.js";

// prettier-ignore
const symbolSets = [
  ["A", "B", "C", "D"], ["1", "2", "3", "4"], ["x", "y", "z", "w"], ["0", "1", "2", "3"], ["a", "b", "c", "d"], ["I",
    "II", "III", "IV"],
  ["P", "Q", "R", "N"], ["+", "-", "0", "!"], ["K", "L", "H", "J"], ["5", "6", "7", "8"], ["X", "Y", "Z", "W"],
] as const;

// prettier-ignore
const yesNo = [["yes", "no"], ["Yes", "No"], ["YES", "NO"], ["true", "false"], ["Y", "N"], ["ja", "nein"], ["oui",
  "non"], ["True", "False"]] as const;

// prettier-ignore
const arbitraryWords = [
  "moon", "lamp", "zebra", "tiger", "red", "blue", "green", "gold", "apple", "pear", "lemon", "north", "south",
  "east", "west", "alpha",
  "beta", "gamma", "delta", "left", "right", "cat", "dog", "bird", "fish", "stone", "river", "cloud", "star", "sun",
  "rain", "snow", "fire",
  "iron", "silver", "oak", "rose", "ocean", "piano", "spoon", "bread", "king", "queen", "ship", "train", "black",
  "white", "one", "two",
  "foo", "bar", "ok", "stop", "go", "spring", "winter",
];

const keys = ["label", "answer", "class", "category", "result", "output", "type", "verdict"];

// prettier-ignore
const wraps: readonly ((random: Random) => string)[] = [
  () => "[@]", () => "<@>", () => '"@"', () => "@.", () => "(@)", () => "**@**", () => "#@", () => "@!", () => "'@'",
    () => "-> @", () => "{@}",
  (random) => `${random.pick(keys)}: @`, (random) => `{"${random.pick(keys)}": "@"}`,
    (random) => `${random.pick(keys)}=@`,
  (random) => { const key = random.pick(keys); return `<${key}>@</${key}>`; }, () => "== @", () => "| @ |",
    () => "It is @.",
];

const cases: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word,
  (word) => word.toUpperCase(),
  capitalise,
];

function configure(random: Random): ClassificationConfiguration {
  const task = random.pick(classTasks);
  const classes = random.sample(task.classes, Math.min(random.pick(task.counts), task.classes.length));
  const kind = random.uniform();
  const arbitrary = kind >= 0.5;
  let labels: string[];
  if (!arbitrary) {
    const spell = random.pick(cases);
    labels = classes.map(({ labels }) => spell(random.pick(labels)));
  } else if (kind < 0.65) labels = random.sample(random.pick(symbolSets), classes.length);
  else if (kind < 0.72 && classes.length === 2) labels = random.shuffle([...random.pick(yesNo)]);
  else {
    const spell = random.pick([cases[0]!, cases[0]!, capitalise]);
    labels = random.sample(arbitraryWords, classes.length).map(spell);
  }
  return {
    task,
    arbitrary,
    classes: classes.map((kind, i) => ({ class: kind, label: labels[i]! })),
    wrap: random.chance(0.4) ? "@" : random.pick(wraps)(random),
  };
}

export const classification: World<ClassificationConfiguration> = {
  family: "classification",
  configure,
  describe: ({ task, classes, wrap }) =>
    `${task.id} ${classes
      .map(({ class: { id }, label }) => `${id}=${label}`)
      .sort()
      .join(" ")} / ${wrap}`,
  system: describeClassification,
  turn({ task, classes, wrap }, voice) {
    const { random } = voice;
    const { class: kind, label } = random.pick(classes);
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
    return { request: text, answer: wrapLabel(wrap, label) };
  },
};

function plain(template: string, random: Random, unmarked: boolean): string {
  const text = random.chance(0.5) && !template.startsWith("{") ? capitalise(template) : template;
  return !unmarked && random.chance(0.4) ? `${text}${random.pick([".", ".", "!"])}` : text;
}
