/** @file Adapters made elsewhere: jobs go into a queue in Redis, and workers put what they make into the store. */

import { InputError, LoraGenError } from "../errors.js";
import type { Identity } from "../methods/lora-gen/provenance.js";
import type { AdapterJob } from "./adapter-maker.js";
import type { AdapterStore } from "./adapter-store.js";
import { forClients } from "./api-error.js";
import type { Maker } from "./jobs.js";
import { connect, queueName, redisPackages, type RedisOptions } from "./redis-queue.js";

/** How often the store is looked into, should an event be lost (as when Redis starts anew). */
const lookEveryMs = 500;

/** What a worker tells of a job that no other try would help. */
const refusal = "InputError: ";

export const asRefusal = (error: InputError): string => `${refusal}${forClients(error)}`;

type Told = { done: true } | { failed: string };

export async function redisMaker(store: AdapterStore, identity: Identity, options: RedisOptions): Promise<Maker> {
  const { bullmq } = await redisPackages();
  const [forQueue, forEvents] = [await connect(options), await connect(options)];
  const queue = new bullmq.Queue<AdapterJob>(queueName(identity), forQueue.options);
  const events = new bullmq.QueueEvents(queueName(identity), forEvents.options);
  queue.on("error", options.onError);
  events.on("error", options.onError);
  const told = new Map<string, (told: Told) => void>();
  events.on("completed", ({ jobId }) => told.get(jobId)?.({ done: true }));
  events.on("failed", ({ jobId, failedReason }) => told.get(jobId)?.({ failed: failedReason }));

  const wait = (id: string): Promise<Told | undefined> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs, undefined);
      told.set(id, (what) => {
        clearTimeout(timer);
        resolve(what);
      });
    });

  return {
    async make(job) {
      try {
        for (;;) {
          const next = wait(job.id);
          // The same id is the same job, whoever adds it how often; one that Redis has lost is added anew.
          await queue.add("make", job, {
            jobId: job.id,
            attempts: 3,
            backoff: { type: "fixed", delay: 500 },
            removeOnComplete: true,
            removeOnFail: true,
          });
          const what = await next;
          const record = await store.info(job.id);
          if (record) return record;
          if (what && "failed" in what)
            throw what.failed.startsWith(refusal)
              ? new InputError(what.failed.slice(refusal.length))
              : new LoraGenError(`the workers can't make this adapter: ${what.failed}`);
        }
      } finally {
        told.delete(job.id);
      }
    },
    async dispose() {
      await forEvents.end(() => events.close());
      await forQueue.end(() => queue.close());
    },
  };
}
