/** @file A whole worker from its settings to its end. */

import { pino, type Logger } from "pino";
import { checkParts, sharedIdentity } from "../training/recipe-identity.js";
import type { GradientRecipe } from "../training/recipe.js";
import { loadRecipe } from "../training/recipe-file.js";
import type { Share } from "../training/rounds.js";
import { ShareRunner } from "../training/share-runner.js";
import { AdapterMaker } from "./adapter-maker.js";
import { openStore } from "./open-store.js";
import type { RedisOptions } from "./redis-queue.js";
import { startWorker } from "./redis-worker.js";
import { inRounds } from "./rounds.js";
import { startShareWorker } from "./rounds-worker.js";
import { openStates } from "./state-store.js";
import { untilAborted } from "./until-aborted.js";

export interface WorkerRunSettings {
  /** Directory of the generator; jobs of another one are left to other workers. */
  generator: string;
  /** Directory of adapters, or `s3://bucket/prefix`, which the servers share. */
  store: string;
  redis: string;
  /** Recipe with `rounds`, whose shares this worker takes, too. */
  train?: string;
  lock?: number;
  /** Takes lines of the log, JSON each. */
  log: (line: string) => void;
  /** Ends the worker. */
  signal: AbortSignal;
  onReady?: () => void;
}

interface Part {
  /** Lets a job that runs finish. */
  stop(): Promise<void>;
}

/** Works until the signal aborts, then finishes the jobs at hand. Throws where it can't do the shares of the run that it finds. */
export async function runWorker(settings: WorkerRunSettings): Promise<void> {
  const { signal, onReady } = settings;
  const log = pino({ base: null }, { write: settings.log });
  const unfit = new AbortController();
  const parts: Part[] = [];
  const recipe =
    settings.train === undefined
      ? undefined
      : inRounds(await loadRecipe(settings.train), settings.train, "there are no shares");
  try {
    parts.push(await generations(settings, log));
    if (recipe) parts.push(await shares(settings, recipe, log, (error) => unfit.abort(error)));
    log.info("waiting for jobs");
    onReady?.();
    await untilAborted(AbortSignal.any([signal, unfit.signal]));
    unfit.signal.throwIfAborted();
  } catch (error) {
    // Ended while it waited for Redis.
    if (!signal.aborted || error !== signal.reason) throw error;
  } finally {
    await Promise.all(parts.map((part) => part.stop()));
  }
  log.info("stopped");
}

type Connected = Pick<WorkerRunSettings, "redis" | "lock" | "signal">;

const connection = (
  { redis, lock, signal }: Connected,
  log: Logger,
): RedisOptions & { lock?: number; signal: AbortSignal } => ({
  url: redis,
  signal,
  onError: (error) => log.warn({ err: error }, "redis"),
  ...(lock !== undefined && { lock }),
});

async function generations(settings: WorkerRunSettings, log: Logger): Promise<Part> {
  const maker = await AdapterMaker.load(settings.generator, await openStore(settings.store));
  return startWorker(maker, maker.identity, {
    ...connection(settings, log),
    onJob: ({ id, milliseconds, error }) =>
      error === undefined
        ? log.info({ adapter: id, ms: Math.round(milliseconds) }, "made")
        : log.error({ adapter: id, err: error }, "failed"),
  });
}

const aboutShare = ({ index, from, steps }: Share): object => ({ share: index, from, steps });

async function shares(
  settings: WorkerRunSettings,
  recipe: GradientRecipe,
  log: Logger,
  onUnfit: (error: unknown) => void,
): Promise<Part> {
  const [identity, store] = [await sharedIdentity(recipe), await openStates(settings.store)];
  const runner = await ShareRunner.open(recipe);
  const worker = await startShareWorker({
    ...connection(settings, log),
    identity,
    check: (parts) => checkParts(recipe, identity.parts, parts),
    store,
    train: (share, tensors) => runner.run(share, tensors),
    onTake: (share) => log.info(aboutShare(share), "taken"),
    onShare: (share, { milliseconds, error }) => {
      const about = { ...aboutShare(share), ms: Math.round(milliseconds) };
      if (error === undefined) log.info(about, "trained");
      else log.error({ ...about, err: error }, "failed");
    },
    onUnfit,
  }).catch(async (error: unknown) => {
    await runner.dispose();
    throw error;
  });
  return {
    async stop() {
      await worker.stop();
      await runner.dispose();
    },
  };
}
