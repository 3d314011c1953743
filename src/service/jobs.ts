/** @file Generation jobs: each adapter is made once, however many wait for it. */

import type { AdapterJob } from "./adapter-maker.js";
import type { AdapterRecord } from "./adapter-store.js";
import type { FairSlots } from "./fair-slots.js";
import { unlessAborted } from "./until-aborted.js";

export interface JobOptions {
  client: string;
  signal: AbortSignal;
  /** Asked before a new job begins; it fails if this throws. */
  mayBegin?: () => Promise<void>;
}

export interface AdapterJobs {
  /** The adapter once it is in the store. The signal ends the waiting, not a job that others wait for. */
  make(job: AdapterJob, options: JobOptions): Promise<AdapterRecord>;
  close(): Promise<void>;
}

interface Running {
  result: Promise<AdapterRecord>;
  waiting: number;
  /** Takes the job out of the queue when nobody waits for it any more. */
  leave: AbortController;
}

/** Who makes adapters: in this process, or far away. */
export interface Maker {
  make(job: AdapterJob): Promise<AdapterRecord>;
  dispose(): Promise<void>;
}

/** As many jobs at one time as there are places, clients in turn; requests for the same adapter wait for the same job. */
export class SharedJobs implements AdapterJobs {
  readonly #running = new Map<string, Running>();

  constructor(
    private readonly maker: Maker,
    private readonly slots: FairSlots,
  ) {}

  async make(job: AdapterJob, options: JobOptions): Promise<AdapterRecord> {
    const { signal } = options;
    const running = this.#running.get(job.id) ?? this.#start(job, options);
    running.waiting++;
    try {
      return await unlessAborted(running.result, signal);
    } finally {
      if (--running.waiting === 0) running.leave.abort(signal.reason);
    }
  }

  #start(job: AdapterJob, options: JobOptions): Running {
    const leave = new AbortController();
    const result = this.#run(job, { ...options, signal: leave.signal });
    const running: Running = { result, waiting: 0, leave };
    this.#running.set(job.id, running);
    const forget = (): void => {
      if (this.#running.get(job.id) === running) this.#running.delete(job.id);
    };
    // Whoever comes when the last one has left starts anew.
    leave.signal.addEventListener("abort", forget);
    result.then(forget, forget);
    return running;
  }

  async #run(job: AdapterJob, { client, signal, mayBegin }: JobOptions): Promise<AdapterRecord> {
    await mayBegin?.();
    const release = await this.slots.acquire(client, signal);
    try {
      return await this.maker.make(job);
    } finally {
      release();
    }
  }

  close(): Promise<void> {
    return this.maker.dispose();
  }
}
