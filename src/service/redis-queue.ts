/** @file The queue of generation jobs in Redis, by BullMQ: packages that are installed by who needs them. */

import type * as Bullmq from "bullmq";
import type { Redis as Ioredis } from "ioredis";
import { LoraGenError } from "../errors.js";
import type { Identity } from "../methods/lora-gen/provenance.js";
import { unlessAborted } from "./until-aborted.js";

export interface RedisOptions {
  /** `redis://…`, or the path of a socket. */
  url: string;
  /** Told what goes wrong with the connection; it is tried anew in any case. */
  onError: (error: Error) => void;
}

/** Generators of their own have queues of their own: a worker never gets a job that it can't do. */
export const queueName = ({ generator }: Identity): string => `lora-gen-${generator.slice(0, 16)}`;

/** The two packages. Throws a `LoraGenError` if they are not installed. */
export async function redisPackages(): Promise<{
  bullmq: typeof Bullmq;
  Redis: typeof Ioredis;
}> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import("bullmq"), import("ioredis")]);
    return { bullmq, Redis };
  } catch (cause) {
    throw new LoraGenError("a queue in Redis needs two packages more: npm install bullmq ioredis", { cause });
  }
}

/** A connection for BullMQ, and for what BullMQ makes of it. */
export interface Connection {
  options: Bullmq.QueueOptions;
  /** Lets `close` say goodbye, if Redis is there to hear it, and tries no more to reach it. */
  end(close: () => Promise<void>): Promise<void>;
}

/** Commands wait while there is no connection. */
export async function connect({ url, onError }: RedisOptions): Promise<Connection> {
  const { Redis } = await redisPackages();
  let ended = false;
  const redis = new Redis(url.replace(/^unix:\/\//, ""), {
    // BullMQ asks for it: its blocking commands may take as long as they like.
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => (ended ? null : Math.min(50 * times, 1000)),
  });
  redis.on("error", onError);
  return {
    options: { connection: redis },
    async end(close) {
      const goodbye = close();
      goodbye.catch(() => {});
      if (redis.status === "ready") await goodbye;
      ended = true;
      redis.disconnect();
    },
  };
}

export interface ConsumerOptions extends RedisOptions {
  queue: string;
  /** Seconds after which the job of a worker that is gone is another's. One that lives says so twice as often. */
  lock?: number | undefined;
  /** Workers that a job may cost their lives before it fails. */
  maxStalledCount: number;
  /** Ends the waiting for a queue that can't be reached. */
  signal: AbortSignal;
}

/**
 * Takes jobs out of a queue, one at a time, until `stop` is called, which lets a running one finish.
 * Rejects with the signal's reason if that aborts before the queue is reached.
 */
export async function consume<Data, Result>(
  { queue, lock = 15, maxStalledCount, signal, ...options }: ConsumerOptions,
  /** `pause` leaves further jobs to other workers. */
  work: (job: Bullmq.Job<Data, Result>, pause: () => void) => Promise<Result>,
): Promise<{ stop(): Promise<void> }> {
  const { bullmq } = await redisPackages();
  const connection = await connect(options);
  const worker = new bullmq.Worker<Data, Result>(queue, (job) => work(job, () => void worker.pause(true)), {
    ...connection.options,
    lockDuration: lock * 1000,
    stalledInterval: (lock * 1000) / 2,
    maxStalledCount,
  });
  worker.on("error", options.onError);
  const stop = (): Promise<void> => connection.end(() => worker.close());
  try {
    await unlessAborted(worker.waitUntilReady(), signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
