/** @file Specialised edge models that are ready: the last used stay, those in use always. */

import type { EdgeModel } from "../adapter/edge-model.js";

interface Entry {
  model: Promise<EdgeModel>;
  users: number;
}

export class Specialists {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();

  constructor(
    /** How many stay when nobody uses them. */
    private readonly most: number,
    private readonly specialize: (id: string) => Promise<EdgeModel>,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** The model of an adapter; it stays until the function beside it is called. */
  async use(id: string): Promise<{ model: EdgeModel; done: () => void }> {
    const entry = this.#entries.get(id) ?? { model: this.specialize(id), users: 0 };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    entry.users++;
    try {
      const model = await entry.model;
      this.#evict();
      return { model, done: () => this.#leave(entry) };
    } catch (error) {
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
      throw error;
    }
  }

  /** Forgets an adapter, once nobody uses it. */
  drop(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    if (entry.users === 0) this.#free(entry);
  }

  #leave(entry: Entry): void {
    entry.users--;
    if (entry.users === 0 && ![...this.#entries.values()].includes(entry)) this.#free(entry);
    this.#evict();
  }

  #evict(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= this.most) return;
      if (entry.users > 0) continue;
      this.#entries.delete(id);
      this.#free(entry);
    }
  }

  #free({ model }: Entry): void {
    model.then((m) => m.release()).catch(() => {});
  }
}
