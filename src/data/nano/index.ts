/** @file The nano world: system prompts and requests with their only right answers, drawn without end. */

import { Random } from "../../tensor/random.js";
import { families, type Episode, type Family, type Split } from "../episode.js";
import { classTasks } from "./classes.js";
import { classification } from "./classification.js";
import { extraction } from "./extraction.js";
import { frame } from "./frame.js";
import { intents } from "./intents.js";
import { fields } from "./record.js";
import { rewriting } from "./rewriting.js";
import { writeShots } from "./shots.js";
import { tools } from "./tools.js";
import { cities, names } from "./values.js";
import { inSplit, Voice, type World } from "./world.js";

const worlds: Record<Family, World<unknown>> = {
  tools,
  classification,
  extraction,
  rewriting,
};

export interface NanoOptions {
  split: Split;
  /** Requests of the episode. */
  turns: number;
  /** Drawn if missing: tools 40%, the others 20% each. */
  family?: Family;
  /** Solved requests within the prompt; if missing, none half of the time, else 1 to 5. */
  shots?: number;
}

const drawFamily = (random: Random): Family =>
  random.pick(["tools", "tools", "classification", "extraction", "rewriting"] as const);

/** Draws one episode. The same state of `random` gives the same episode. */
export function nanoEpisode(random: Random, options: NanoOptions): Episode {
  const { split, turns, family = drawFamily(random) } = options;
  const world = worlds[family];
  const voice = new Voice(random, split === "unseen-wording");
  for (;;) {
    const configuration = world.configure(random);
    if (!inSplit(world, configuration, split)) continue;
    const shots = options.shots ?? (random.chance(0.5) ? 0 : random.between(1, 5));
    const turn = () => world.turn(configuration, voice);
    const prompt = frame(world.system(configuration, voice), voice);
    const system = prompt + writeShots(Array.from({ length: shots }, turn), voice);
    const asked = Array.from({ length: turns }, turn);
    return { family, configuration: world.describe(configuration), system, shots, turns: asked };
  }
}

/** Words of tool and argument names and of labels, and the most frequent names of people and cities, which a tokenizer should keep whole. */
export const nanoVocabulary = (): string[] => [
  ...new Set(
    [
      ...intents.flatMap(({ verbs, nouns, slots, extra }) => [
        ...verbs,
        ...nouns,
        ...[...slots, ...(extra ? [extra] : [])].flatMap((slot) => slot.spellings),
      ]),
      ...classTasks.flatMap(({ classes }) => classes.flatMap((kind) => kind.labels)),
      ...Object.values(fields).flatMap(({ words }) => words),
      ...names.slice(0, 40),
      ...cities.slice(0, 40),
    ].flatMap((name) => name.split(/[_ ]/)),
  ),
];

export interface NanoItem {
  system: string;
  request: string;
  answer: string;
  family: Family;
}

/**
 * `count` test items, each of a fresh episode, the families in turn; `shots` as in `NanoOptions`. The same arguments give
 * the same items.
 */
export function nanoItems(split: Split, count: number, seed: number, shots?: number): NanoItem[] {
  const random = new Random(`nano ${split} ${seed}`);
  return Array.from({ length: count }, (_, i) => {
    const { system, turns, family } = nanoEpisode(random, {
      split,
      turns: 1,
      family: families[i % families.length]!,
      ...(shots === undefined ? {} : { shots }),
    });
    return { system, family, ...turns[0]! };
  });
}
