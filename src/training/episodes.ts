/** @file Where the episodes of a recipe come from. */

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { families, type Episode, type Family } from "../data/episode.js";
import { nanoEpisode } from "../data/nano/index.js";
import { FileError } from "../errors.js";
import { Random } from "../tensor/random.js";
import type { DataRecipe } from "./recipe.js";

export interface EpisodeSource {
  /** An episode of the training split. */
  draw(random: Random): Episode;
  /** The first `items` of the validation split, always the same. */
  validation(items: number): Episode[];
}

/** Opens a recipe's data; every episode has `turns` requests. */
export async function openEpisodes(data: DataRecipe, turns: number): Promise<EpisodeSource> {
  if (data.kind === "jsonl") return openJsonLines(data.train, data.validation, turns);
  const draw = (random: Random, split: "train" | "validation"): Episode => {
    const family = data.families && pickFamily(random, data.families);
    const shots = data.shots && random.between(...data.shots);
    return nanoEpisode(random, {
      split,
      turns,
      ...(family ? { family } : {}),
      ...(shots === undefined ? {} : { shots }),
    });
  };
  return {
    draw: (random) => draw(random, "train"),
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

async function openJsonLines(train: string, validation: string, turns: number): Promise<EpisodeSource> {
  const [training, held] = await Promise.all([readEpisodes(train), readEpisodes(validation)]);
  const withTurns = (e: Episode, random: Random): Episode => {
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
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new FileError(path, "can't be read; it should be a JSON Lines file of episodes", { cause });
  });
  const episodes = text.split("\n").flatMap((raw, i): Episode[] => {
    if (raw.trim() === "") return [];
    let json: unknown;
    try {
      json = JSON.parse(raw);
    } catch (cause) {
      throw new FileError(`${path}:${i + 1}`, `is not JSON: ${(cause as Error).message}`, { cause });
    }
    const parsed = line.safeParse(json);
    if (!parsed.success) {
      const { path: field, message } = parsed.error.issues[0]!;
      throw new FileError(`${path}:${i + 1}`, `"${field.join(".")}": ${message}`);
    }
    return [{ ...parsed.data, family: "tools", configuration: `line ${i + 1}`, shots: 0 }];
  });
  if (episodes.length === 0) throw new FileError(path, "holds no episodes");
  return episodes;
}
