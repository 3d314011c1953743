/** @file A whole server from its settings to its end. */

import { pino } from "pino";
import type { WeightBits } from "../lm/packed-weights.js";
import { AdapterMaker } from "./adapter-maker.js";
import { createApp } from "./app.js";
import { LocalJobs } from "./jobs.js";
import { KeyRing } from "./keys.js";
import { openStore } from "./open-store.js";
import { listen } from "./server.js";
import { Service } from "./service.js";

export interface ServerSettings {
  /** Directory of the generator. */
  generator: string;
  host: string;
  port: number;
  /** File of API keys; everyone may come in without. */
  keys?: string;
  /** Directory of adapters, or `s3://bucket/prefix`; processes may share it. */
  store: string;
  name?: string;
  bits?: WeightBits;
  streams?: number;
  waiting?: number;
  resident?: number;
  deadline?: number;
  /** Seconds that running requests have at the end. */
  grace?: number;
  bodyBytes?: number;
  logLevel?: string;
  /** Takes lines of the log, JSON each. */
  log: (line: string) => void;
  /** Ends the server. */
  signal: AbortSignal;
  onReady?: (url: string) => void;
}

/** Serves until the signal aborts, then lets what runs finish. */
export async function runServer(settings: ServerSettings): Promise<void> {
  const { generator, host, port, keys, store: location, grace = 30, bodyBytes, signal, onReady } = settings;
  const { name, bits, streams, waiting, resident, deadline } = settings;
  const log = pino({ level: settings.logLevel ?? "info", base: null }, { write: settings.log });
  const ring = keys === undefined ? undefined : await KeyRing.open(keys);
  const store = await openStore(location);
  const service = await Service.open({
    generator,
    store,
    jobs: async ({ generate }) => new LocalJobs(await AdapterMaker.load(generator, store), generate),
    ...(name !== undefined && { name }),
    ...(bits && { bits }),
    ...(streams && { streams }),
    ...(waiting && { waiting }),
    ...(resident && { resident }),
    ...(deadline && { deadline }),
  });
  const app = createApp(service, { log, ...(ring && { keys: ring }), ...(bodyBytes && { bodyBytes }) });
  const server = await listen(app, service, { host, port });
  log.info({ url: server.url, keys: ring !== undefined }, "listening");
  onReady?.(server.url);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  log.info("stopping");
  await server.stop(grace);
  log.info("stopped");
}
