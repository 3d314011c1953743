/** @file A worker: it takes generation jobs out of the queue in Redis and puts adapters into the store. */

import { InputError } from "../errors.js";
import type { Identity } from "../methods/lora-gen/provenance.js";
import type { AdapterJob } from "./adapter-maker.js";
import type { Maker } from "./jobs.js";
import { asRefusal } from "./redis-maker.js";
import { consume, queueName, redisPackages, type RedisOptions } from "./redis-queue.js";

export interface WorkerSettings extends RedisOptions {
  /** As of `consume`. */
  lock?: number;
  signal: AbortSignal;
  /** Told of each job when it is done, or has failed. */
  onJob?: (job: { id: string; milliseconds: number; error?: unknown }) => void;
}

/**
 * Works until `stop` is called, which lets a running job finish. A job that was done before is not done again.
 * Rejects as `consume` does. The maker is disposed of in any case.
 */
export async function startWorker(
  maker: Maker,
  identity: Identity,
  { onJob, ...options }: WorkerSettings,
): Promise<{ stop(): Promise<void> }> {
  const { bullmq } = await redisPackages();
  const work = async ({ data }: { data: AdapterJob }): Promise<void> => {
    const start = performance.now();
    try {
      await maker.make(data);
      onJob?.({ id: data.id, milliseconds: performance.now() - start });
    } catch (error) {
      onJob?.({ id: data.id, milliseconds: performance.now() - start, error });
      throw error instanceof InputError ? new bullmq.UnrecoverableError(asRefusal(error)) : error;
    }
  };
  // The graph runs in a thread of its own: the lock is renewed meanwhile.
  const consuming = consume({ queue: queueName(identity), maxStalledCount: 10, ...options }, work);
  const { stop } = await consuming.catch(async (error: unknown) => {
    await maker.dispose();
    throw error;
  });
  return {
    async stop() {
      await stop();
      await maker.dispose();
    },
  };
}
