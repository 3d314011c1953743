/** @file Pulls that nobody asked for by name: of models, adapters and generators that are opened by a repository's. */

import { AsyncLocalStorage } from "node:async_hooks";

export interface ImplicitPulls {
  /** Stops them: they reject with its reason. */
  signal?: AbortSignal;
  /** Told that one begins; what it gives is told bytes, of all, and the end. */
  watch?: (name: string) => { onProgress: (done: number, total: number) => void; end: () => void };
}

const storage = new AsyncLocalStorage<ImplicitPulls>();

/** Does `work`, and whatever is pulled for it as `pulls` says. */
export const withPulls = <T>(pulls: ImplicitPulls, work: () => T): T => storage.run(pulls, work);

export const implicitPulls = (): ImplicitPulls => storage.getStore() ?? {};
