/** @file A whole worker from its settings to its end. */

import { pino } from "pino";
import { AdapterMaker } from "./adapter-maker.js";
import { openStore } from "./open-store.js";
import { startWorker } from "./redis-worker.js";
import { untilAborted } from "./until-aborted.js";

export interface WorkerRunSettings {
  /** Directory of the generator; jobs of another one are left to other workers. */
  generator: string;
  /** Directory of adapters, or `s3://bucket/prefix`, which the servers share. */
  store: string;
  redis: string;
  lock?: number;
  /** Takes lines of the log, JSON each. */
  log: (line: string) => void;
  /** Ends the worker. */
  signal: AbortSignal;
  onReady?: () => void;
}

/** Works until the signal aborts, then finishes the job at hand. */
export async function runWorker({ generator, store, redis, lock, ...rest }: WorkerRunSettings): Promise<void> {
  const log = pino({ base: null }, { write: rest.log });
  const maker = await AdapterMaker.load(generator, await openStore(store));
  const worker = await startWorker(maker, maker.identity, {
    url: redis,
    onError: (error) => log.warn({ err: error }, "redis"),
    onJob: ({ id, milliseconds, error }) =>
      error === undefined
        ? log.info({ adapter: id, ms: Math.round(milliseconds) }, "made")
        : log.error({ adapter: id, err: error }, "failed"),
    ...(lock !== undefined && { lock }),
  });
  log.info("waiting for jobs");
  rest.onReady?.();
  await untilAborted(rest.signal);
  await worker.stop();
  log.info("stopped");
}
