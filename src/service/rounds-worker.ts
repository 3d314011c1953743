/** @file A worker's side of training in rounds: it takes shares out of the queue in Redis. */

import type * as Bullmq from "bullmq";
import { TrainingError } from "../errors.js";
import type { SharedIdentity } from "../training/recipe-identity.js";
import type { Share, ShareResult } from "../training/rounds.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import { consume, redisPackages, type RedisOptions } from "./redis-queue.js";
import { divergence, sharesQueue, type ShareDone, type ShareJob } from "./rounds.js";
import type { StateStore } from "./state-store.js";

export interface ShareWorkerSettings extends RedisOptions {
  identity: Pick<SharedIdentity, "settings">;
  /** Throws if what a run's parts are is not what they are here. */
  check: (parts: SharedIdentity["parts"]) => void;
  store: StateStore;
  /** Trains a share. */
  train: (share: Share, tensors: TensorMap) => Promise<ShareResult>;
  /** As of `consume`. */
  lock?: number;
  signal: AbortSignal;
  onTake?: (share: Share) => void;
  /** Told of each share that is done or has failed. */
  onShare?: (share: Share, outcome: { milliseconds: number; error?: unknown }) => void;
  /** Told why this worker can do none of the run's shares; it has left the queue to others. */
  onUnfit?: (error: unknown) => void;
}

/** Works until `stop` is called, which lets a running share finish. Rejects as `consume` does. */
export async function startShareWorker(settings: ShareWorkerSettings): Promise<{ stop(): Promise<void> }> {
  const { identity, check, store, train, onTake, onShare, onUnfit } = settings;
  const { bullmq } = await redisPackages();

  const work = async ({ id, data }: Bullmq.Job<ShareJob>, pause: () => void): Promise<ShareDone> => {
    const { share, state, parts } = data;
    try {
      check(parts);
    } catch (error) {
      pause();
      onUnfit?.(error);
      throw error;
    }
    onTake?.(share);
    const start = performance.now();
    const milliseconds = (): number => performance.now() - start;
    try {
      const { tensors, metrics } = await train(share, await store.read(state));
      const done = { state: await store.write(tensors, { share: id! }), metrics };
      onShare?.(share, { milliseconds: milliseconds() });
      return done;
    } catch (error) {
      onShare?.(share, { milliseconds: milliseconds(), error });
      throw error instanceof TrainingError ? new bullmq.UnrecoverableError(divergence + error.message) : error;
    }
  };
  const { url, lock, onError, signal } = settings;
  // A share that has cost four workers their lives is lost.
  return consume({ queue: sharesQueue(identity), url, lock, onError, signal, maxStalledCount: 3 }, work);
}
