/** @file The side of a run that deals its rounds out to workers, by a flow of BullMQ each. */

import { setTimeout } from "node:timers/promises";
import type * as Bullmq from "bullmq";
import { TrainingError } from "../errors.js";
import type { SharedIdentity } from "../training/recipe-identity.js";
import type { RunShares, Share, ShareResult } from "../training/rounds.js";
import { connect, redisPackages, type RedisOptions } from "./redis-queue.js";
import { divergence, roundsQueue, sharesQueue, type ShareDone, type ShareJob } from "./rounds.js";
import type { StateStore } from "./state-store.js";
import { unlessAborted } from "./until-aborted.js";

export interface CoordinatorSettings extends RedisOptions {
  store: StateStore;
  identity: SharedIdentity;
  /** Tells this run from others under the same recipe, before and after it is resumed. */
  run: string;
  /** Gives a round up: what workers do of it stays, for the run when it is resumed. */
  signal: AbortSignal;
  /** Told of a share that is lost, and why. */
  onLost?: (share: Share, reason: string) => void;
}

export interface Coordinator {
  /** Rejects with the signal's reason once it aborts. */
  runShares: RunShares;
  dispose(): Promise<void>;
}

/** What Redis has of a round when its last share is done or lost, by the id of a share's job. */
interface Ended {
  done: Record<string, ShareDone>;
  lost: Record<string, string>;
}

/** How often a look is taken whether Redis still has the round, in case it was started anew without it. */
const lookEveryMs = 2000;

export async function startCoordinator(settings: CoordinatorSettings): Promise<Coordinator> {
  const { store, identity, run, signal, onLost, onError } = settings;
  const { bullmq } = await redisPackages();
  const [forFlows, forRounds] = [await connect(settings), await connect(settings)];
  const flows = new bullmq.FlowProducer(forFlows.options);
  const queue = new bullmq.Queue(roundsQueue(run), forFlows.options);
  const waiting = new Map<string, (ended: Ended) => void>();
  // The round itself is a job that begins when all of its shares have ended.
  const gather = async (job: Bullmq.Job): Promise<void> => {
    const [done, lost] = await Promise.all([job.getChildrenValues<ShareDone>(), job.getIgnoredChildrenFailures()]);
    waiting.get(job.id!)?.({ done: byId(done), lost: byId(lost) });
  };
  const worker = new bullmq.Worker(queue.name, gather, forRounds.options);
  flows.on("error", onError);
  queue.on("error", onError);
  worker.on("error", onError);

  const shareId = (round: string, { index }: Share): string => `${round}-share-${index}`;
  const add = (round: string, state: string, shares: readonly Share[]): Promise<unknown> =>
    flows.add({
      name: "round",
      queueName: queue.name,
      opts: { jobId: round, removeOnComplete: true, removeOnFail: true },
      children: shares.map((share) => ({
        name: "share",
        queueName: sharesQueue(identity),
        data: { share, state, parts: identity.parts } satisfies ShareJob,
        opts: {
          jobId: shareId(round, share),
          attempts: 3,
          backoff: { type: "fixed", delay: 500 },
          ignoreDependencyOnFailure: true,
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    });

  /** Resolves when all shares have ended. A round that is in Redis is not added again: a resumed run finds its own. */
  async function untilEnded(round: string, state: string, shares: readonly Share[]): Promise<Ended> {
    const ended = new Promise<Ended>((resolve) => waiting.set(round, resolve));
    try {
      for (;;) {
        const there = await unlessAborted(queue.getJob(round), signal);
        // It may have ended, and gone, just before that look.
        const already = await Promise.race([ended, Promise.resolve()]);
        if (already) return already;
        if (!there) await unlessAborted(add(round, state, shares), signal);
        const pause = setTimeout(lookEveryMs, undefined, { ref: false });
        const now = await unlessAborted(Promise.race([ended, pause]), signal);
        if (now) return now;
      }
    } finally {
      waiting.delete(round);
    }
  }

  return {
    async runShares(shares, tensors) {
      const from = shares[0]!.from;
      const state = await store.write(tensors, { run, from: `${from}` });
      const round = `${run.slice(0, 16)}-${from}-${state.slice(0, 16)}`;
      const { done, lost } = await untilEnded(round, state, shares);
      const results = await Promise.all(
        shares.map(async (share): Promise<ShareResult | undefined> => {
          const id = shareId(round, share);
          const result = done[id];
          if (!result) {
            const reason = lost[id] ?? "Redis has no trace of it";
            if (reason.startsWith(divergence)) throw new TrainingError(reason.slice(divergence.length));
            onLost?.(share, reason);
            return undefined;
          }
          return { tensors: await store.read(result.state), metrics: result.metrics };
        }),
      );
      for (const hash of [state, ...Object.values(done).map((result) => result.state)]) await store.remove(hash);
      return results;
    },
    async dispose() {
      await forRounds.end(() => worker.close());
      await forFlows.end(async () => {
        await flows.close();
        await queue.close();
      });
    },
  };
}

/** BullMQ's keys are `prefix:queue:id`. */
const byId = <T>(byKey: Record<string, T> | undefined): Record<string, T> =>
  Object.fromEntries(Object.entries(byKey ?? {}).map(([key, value]) => [key.slice(key.lastIndexOf(":") + 1), value]));
