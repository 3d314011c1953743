/** @file The server of `bench/serve.ts`, in a process of its own: `tsx serving.ts SETTINGS` (JSON of `runServer`). */

import { createInterface } from "node:readline";
import { runServer, type ServerSettings } from "../src/service/run-server.js";

const end = new AbortController();
const answer = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
// The first question is the address, all others the memory that is left behind a collection of garbage, in MB.
const url = new Promise<string>((resolve, reject) => {
  runServer({
    ...(JSON.parse(process.argv[2]!) as ServerSettings),
    log: () => {},
    signal: end.signal,
    onReady: resolve,
  }).catch(reject);
});
let asked = false;
for await (const _ of createInterface(process.stdin)) {
  if (!asked) answer(await url);
  else {
    globalThis.gc!();
    answer(process.memoryUsage().rss / 1e6);
  }
  asked = true;
}
end.abort();
