/** @file Threads from modules, compiled or as they are written (Node). */

import { Worker } from "node:worker_threads";

/** A thread that runs the module at `module`, named as it is when compiled (`.js`). */
export function startThread(module: URL, workerData?: unknown): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(module, { workerData });
  // From TypeScript sources (tests, development) the thread's is TypeScript too, whatever loads the main thread's.
  const [source, parent] = [module.href.replace(/js$/, "ts"), import.meta.url].map((url) => JSON.stringify(url));
  const load = `import("tsx/esm/api").then(({ tsImport }) => tsImport(${source}, ${parent}))`;
  return new Worker(load, { eval: true, workerData });
}
