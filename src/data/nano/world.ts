/** @file What every family of the nano world shares: how words are chosen, and how configurations are divided. */

import type { Family, Split, Turn } from "../episode.js";
import type { Random } from "../../tensor/random.js";

/** One kind of task: draws what a prompt fixes, then says it in words and makes requests with their right answers. */
export interface World<Configuration> {
  readonly family: Family;
  configure(random: Random): Configuration;
  /** Canonical text of a configuration, whatever the words of its prompt. By its hash training has it or not. */
  describe(configuration: Configuration): string;
  /**
   * Descriptions of all other configurations whose prompts say the same and answer every request alike, for what is held out
   * must be new in each of them. Some may come twice, and a few are never drawn.
   */
  twins(configuration: Configuration): Iterable<string>;
  system(configuration: Configuration, voice: Voice): string;
  turn(configuration: Configuration, voice: Voice): Turn;
}

/** Chooses wordings. The last ones of each pool are held out: only the `unseen-wording` split speaks them. */
export class Voice {
  constructor(
    readonly random: Random,
    readonly heldOut: boolean,
  ) {}

  /** One wording of a pool: pools of six and more hold two out, of four and five one, smaller ones none. */
  say<T>(pool: readonly T[]): T {
    const held = heldOutCount(pool.length);
    if (held === 0) return this.random.pick(pool);
    const kept = pool.length - held;
    return this.heldOut ? pool[kept + this.random.below(held)]! : pool[this.random.below(kept)]!;
  }
}

export const heldOutCount = (size: number): number => (size >= 6 ? 2 : size >= 4 ? 1 : 0);

/** FNV-1a, 32 bits, over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** `family` keeps the divisions of two families apart. */
function tenthOf(family: Family, description: string): number {
  // FNV's last step leaves the low bits weak for short texts; folding the high half in spreads them.
  const hash = fnv1a(`${family}:${description}`);
  return ((hash ^ (hash >>> 16)) & 0xffff) % 10;
}

/**
 * Whether a configuration belongs to a split. Training goes by a configuration's own description; what is held out, by
 * those of its twins as well, so that training has none of them. What is left over is in no split.
 */
export function inSplit<T>(world: World<T>, configuration: T, split: Split): boolean {
  const tenth = tenthOf(world.family, world.describe(configuration));
  if (split !== "unseen" && split !== "validation") return tenth > 1;
  const held = split === "unseen" ? 0 : 1;
  if (tenth !== held) return false;
  for (const twin of world.twins(configuration)) if (tenthOf(world.family, twin) !== held) return false;
  return true;
}

/** Puts values into the `{names}` of a template. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)!}`;
}
