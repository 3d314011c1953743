/** @file A worker that takes a job and never ends it: `tsx stuck-worker.ts REDIS GENERATOR LOCK`. */

import { identityOf } from "../../src/methods/lora-gen/provenance.js";
import { startWorker } from "../../src/service/redis-worker.js";

const [url, generator, lock] = process.argv.slice(2) as [string, string, string];
const maker = {
  make: (): Promise<never> => {
    process.stdout.write("taken\n");
    return new Promise(() => {});
  },
  dispose: (): Promise<void> => Promise.resolve(),
};
const onError = (): void => {};
const { signal } = new AbortController();
await startWorker(maker, await identityOf(generator), { url, lock: Number(lock), onError, signal });
process.stdout.write("waiting\n");
