/** @file Where the episodes of a recipe come from. */

import { z } from "zod";
import { families, type Episode, type Family } from "../data/episode.js";
import { readJsonLines } from "../data/json-lines.js";
import { nanoEpisode } from "../data/nano/index.js";
import { InputError } from "../errors.js";
import { Random } from "../tensor/random.js";
import type { DataRecipe } from "./recipe.js";

export interface EpisodeSource {
  /** An episode of the training split. */
  draw(random: Random): Episode;
  /** The first `items` of the validation split, always the same. */
  validation(items: number): Episode[];
}

/** Episodes drawn for one that `emphasis` asks for. */
const tries = 2000;

/** Opens a recipe's data; every episode has `turns` requests, or all that its file gives it ("all"; one of the nano world). */
export async function openEpisodes(data: DataRecipe, turns: number | "all"): Promise<EpisodeSource> {
  if (data.kind === "jsonl") return openJsonLines(data.train, data.validation, turns);
  const draw = (random: Random, split: "train" | "validation"): Episode => {
    const family = data.families && pickFamily(random, data.families);
    const shots = data.shots && random.between(...data.shots);
    return nanoEpisode(random, {
      split,
      turns: turns === "all" ? 1 : turns,
      ...(family ? { family } : {}),
      ...(shots === undefined ? {} : { shots }),
    });
  };
  const { emphasis } = data;
  const hard = emphasis && new RegExp(emphasis.of);
  return {
    draw(random) {
      if (!hard || !random.chance(emphasis.share)) return draw(random, "train");
      for (let i = 0; i < tries; i++) {
        const episode = draw(random, "train");
        if (hard.test(`${episode.family} ${episode.configuration}`)) return episode;
      }
      throw new InputError(`data.emphasis.of: none of ${tries} episodes matches ${emphasis.of}`);
    },
    validation(items) {
      const random = new Random("nano validation");
      return Array.from({ length: items }, () => draw(random, "validation"));
    },
  };
}

function pickFamily(random: Random, weights: Partial<Record<Family, number>>): Family {
  const total = families.reduce((sum, f) => sum + (weights[f] ?? 0), 0);
  let at = random.uniform() * total;
  return families.find((f) => (at -= weights[f] ?? 0) < 0)!;
}

const line = z.object({
  system: z.string(),
  turns: z.array(z.object({ request: z.string(), answer: z.string() })).min(1),
});

async function openJsonLines(train: string, validation: string, turns: number | "all"): Promise<EpisodeSource> {
  const [training, held] = await Promise.all([readEpisodes(train), readEpisodes(validation)]);
  const withTurns = (e: Episode, random: Random): Episode => {
    if (turns === "all") return e;
    // A step needs as many requests of each prompt: one with fewer gives some of them twice.
    const order = random.shuffle([...e.turns]);
    return { ...e, turns: Array.from({ length: turns }, (_, i) => order[i % order.length]!) };
  };
  return {
    draw: (random) => withTurns(random.pick(training), random),
    validation: (items) => held.slice(0, items).map((e, i) => withTurns(e, new Random(`validation ${i}`))),
  };
}

/** Reads episodes from JSON Lines; an error names the line. */
export async function readEpisodes(path: string): Promise<Episode[]> {
  const rows = await readJsonLines(path, line, "episodes");
  return rows.map((row, i) => ({ ...row, family: "tools", configuration: `episode ${i + 1}`, shots: 0 }));
}
