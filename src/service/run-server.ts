/** @file A whole server from its settings to its end. */

import { pino } from "pino";
import type { WeightBits } from "../lm/packed-weights.js";
import { AdapterMaker } from "./adapter-maker.js";
import { createApp } from "./app.js";
import { KeyRing } from "./keys.js";
import { openStore } from "./open-store.js";
import { servePlayground } from "./playground.js";
import { listen, type Running } from "./server.js";
import { redisMaker } from "./redis-maker.js";
import { Service } from "./service.js";
import { untilAborted } from "./until-aborted.js";

export interface ServerSettings {
  /** Directory of the generator. */
  generator: string;
  host: string;
  port: number;
  /** File of API keys; everyone may come in without. */
  keys?: string;
  /** Directory of adapters, or `s3://bucket/prefix`; processes may share it. */
  store: string;
  /** Queue of generation jobs (`redis://…`, or a socket's path) for workers; without it they are done here. */
  redis?: string;
  name?: string;
  bits?: WeightBits;
  streams?: number;
  waiting?: number;
  keptTokens?: number;
  resident?: number;
  deadline?: number;
  /** Seconds that running requests have at the end. */
  grace?: number;
  bodyBytes?: number;
  logLevel?: string;
  /** Directories where the built playground may be; the package's own unless told. */
  sites?: readonly string[];
  /** Takes lines of the log, JSON each. */
  log: (line: string) => void;
  /** Ends the server. */
  signal: AbortSignal;
  onReady?: (url: string) => void;
}

/** Serves until the signal aborts, then lets what runs finish. */
export async function runServer(settings: ServerSettings): Promise<void> {
  const { generator, host, port, keys, store: location, grace = 30, bodyBytes, signal, onReady } = settings;
  const { redis, name, bits, streams, waiting, keptTokens, resident, deadline } = settings;
  const log = pino({ level: settings.logLevel ?? "info", base: null }, { write: settings.log });
  const ring = keys === undefined ? undefined : await KeyRing.open(keys);
  const store = await openStore(location);
  const service = await Service.open({
    generator,
    store,
    maker: async (identity) =>
      redis === undefined
        ? AdapterMaker.load(generator, store)
        : redisMaker(store, identity, { url: redis, onError: (error) => log.warn({ err: error }, "redis") }),
    // Of jobs that go elsewhere, so many may be there at one time: workers find some, and clients still take turns.
    generating: redis === undefined ? 1 : 16,
    ...(name !== undefined && { name }),
    ...(bits && { bits }),
    ...(streams && { streams }),
    ...(waiting && { waiting }),
    ...(keptTokens !== undefined && { keptTokens }),
    ...(resident && { resident }),
    ...(deadline && { deadline }),
  });
  const server = await started().catch(async (error: unknown) => {
    await service.close();
    throw error;
  });
  log.info({ url: server.url, keys: ring !== undefined }, "listening");
  onReady?.(server.url);
  await untilAborted(signal);
  log.info("stopping");
  await server.stop(grace);
  log.info("stopped");

  async function started(): Promise<Running> {
    const app = createApp(service, { log, ...(ring && { keys: ring }), ...(bodyBytes && { bodyBytes }) });
    if (!ring) await servePlayground(app, generator, settings.sites);
    return listen(app, service, { host, port });
  }
}
