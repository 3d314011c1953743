/** @file Keys and values of what was read, kept for prompts that begin alike: the next turn of a chat, a shared prompt. */

import type { Growing, Resident } from "../runtime/program.js";
import { commonLength } from "./common-length.js";

/** Whose tokens they are: those of other weights have other keys, and one client must not see what another one read. */
export interface PrefixOwner {
  /** Variable weights of the model. */
  resident: Resident;
  /** Within which prefixes are shared; "" if anyone may. */
  scope: string;
}

interface Kept {
  owner: PrefixOwner;
  ids: readonly number[];
  /** Of one row, which begins with them. */
  cache: Growing;
}

/** May be shared by all decoders of one program. */
export class PrefixCache {
  /** Least recently used first. */
  #kept: Kept[] = [];

  constructor(
    /** Tokens kept at most, those of all prefixes together; each takes two vectors of all key–value heads a layer. */
    private limit: number,
  ) {}

  /** Tokens that are kept. */
  get size(): number {
    return this.#kept.reduce((sum, { ids }) => sum + ids.length, 0);
  }

  /**
   * Copies the longest known beginning of `ids` into row 0 of `cache`; returns its length. It is never the whole: the logits
   * behind the last token are still to be computed.
   */
  async recall(owner: PrefixOwner, ids: readonly number[], cache: Growing): Promise<number> {
    let [best, length]: [Kept | undefined, number] = [undefined, 0];
    for (const kept of this.#of(owner)) {
      const common = Math.min(commonLength(kept.ids, ids), ids.length - 1);
      if (common > length) [best, length] = [kept, common];
    }
    if (!best) return 0;
    this.#kept.push(...this.#kept.splice(this.#kept.indexOf(best), 1));
    await cache.copyRow(0, 0, length, best.cache);
    return length;
  }

  /** Whether `keep` would keep them: they are neither known nor too many. */
  wants(owner: PrefixOwner, ids: readonly number[]): boolean {
    return ids.length <= this.limit && !this.#of(owner).some((kept) => commonLength(kept.ids, ids) === ids.length);
  }

  /** Keeps `cache`, whose only row begins with `ids`, and frees what has to give way; `cache` is freed in time. */
  keep(owner: PrefixOwner, ids: readonly number[], cache: Growing): void {
    if (!this.wants(owner, ids)) return cache.release();
    const shorter = this.#of(owner).filter((kept) => commonLength(kept.ids, ids) === kept.ids.length);
    for (const kept of shorter) this.#drop(kept);
    this.#kept.push({ owner, ids, cache });
    while (this.size > this.limit) this.#drop(this.#kept[0]!);
  }

  /** Frees what is kept, and keeps nothing from then on, also of streams that still run. */
  dispose(): void {
    this.limit = 0;
    for (const kept of this.#kept) this.#drop(kept);
  }

  #of({ resident, scope }: PrefixOwner): Kept[] {
    return this.#kept.filter(({ owner }) => owner.resident === resident && owner.scope === scope);
  }

  #drop(dropped: Kept): void {
    this.#kept = this.#kept.filter((kept) => kept !== dropped);
    dropped.cache.release();
  }
}
