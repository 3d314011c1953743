/** @file Places for work that is bounded and shared fairly: who waits is served client by client, in turn. */

import { tooMany } from "./api-error.js";

interface Waiting {
  grant: () => void;
  refuse: (reason: unknown) => void;
}

export interface FairSlotsOptions {
  /** Places in use at one time. */
  slots: number;
  /** Those that may wait, all clients together; one alone may take half of it. */
  waiting?: number;
  /** What is waited for, for the message to those who may not. */
  name?: string;
}

export class FairSlots {
  /** By client, those who came first in front. */
  readonly #queues = new Map<string, Waiting[]>();
  /** When a client had its last turn, while anyone waits: next is who had it longest ago. */
  readonly #turns = new Map<string, number>();
  #turn = 0;
  #free: number;
  #waiting = 0;
  /** Moving average of the time that a place is held, in ms: tells when it pays to come again. */
  #held = 500;

  constructor(private readonly options: FairSlotsOptions) {
    this.#free = options.slots;
  }

  get waiting(): number {
    return this.#waiting;
  }
  get active(): number {
    return this.options.slots - this.#free;
  }

  /**
   * Waits for a place and gives the function that frees it. Throws a 429 `ApiError` if too many wait already, and the
   * signal's reason once that aborts.
   */
  async acquire(client: string, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(client, signal);
    const since = performance.now();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#held += 0.1 * (performance.now() - since - this.#held);
      this.#release();
    };
  }

  #wait(client: string, signal: AbortSignal | undefined): Promise<void> {
    const { waiting = Infinity, slots, name = "requests" } = this.options;
    const queue = this.#queues.get(client) ?? [];
    if (this.#waiting >= waiting || queue.length >= Math.ceil(waiting / 2))
      throw tooMany(`too many ${name} are waiting`, "queue_full", (this.#held * this.#waiting) / slots / 1000);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const at = queue.indexOf(place);
        if (at < 0) return;
        queue.splice(at, 1);
        if (queue.length === 0) this.#queues.delete(client);
        this.#waiting--;
        place.refuse(signal!.reason);
      };
      const place: Waiting = {
        grant() {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
        refuse: reject,
      };
      queue.push(place);
      this.#queues.set(client, queue);
      this.#waiting++;
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  #release(): void {
    let client: string | undefined;
    for (const name of this.#queues.keys())
      if (client === undefined || this.#lastTurn(name) < this.#lastTurn(client)) client = name;
    if (client === undefined) {
      this.#free++;
      this.#turns.clear();
      return;
    }
    const queue = this.#queues.get(client)!;
    const { grant } = queue.shift()!;
    if (queue.length === 0) this.#queues.delete(client);
    this.#waiting--;
    this.#turns.set(client, ++this.#turn);
    grant();
  }

  #lastTurn(client: string): number {
    return this.#turns.get(client) ?? 0;
  }
}
