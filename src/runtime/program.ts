/** @file What every runtime offers: a compiled graph that runs on named tensors. */

import type { TensorMap } from "../tensor/host-tensor.js";

export interface CompileOptions {
  /** Values bound to inputs by name, for good. */
  weights?: TensorMap;
  /** Threads within an operation; by default one a physical core. */
  threads?: number;
}

/** Feeds that stay where the program runs: weights that change seldom, given once and used in many runs. */
export interface Resident {
  readonly names: readonly string[];
  release(): void;
}

export interface RunOptions {
  /** Names of the outputs to return; all by default. */
  wanted?: readonly string[];
  /** Feeds given before by `hold`. */
  with?: readonly Resident[];
  /** Hand the feeds' buffers over instead of copying them, where the program runs in another thread: they can't be used after. */
  transfer?: boolean;
}

export interface Program {
  /** Names that each run must be fed with, by `feeds` or residents. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Runs once. A missing or unknown name is an `InputError`. */
  run(feeds: TensorMap, options?: RunOptions): Promise<TensorMap>;
  hold(tensors: TensorMap): Promise<Resident>;
  dispose(): Promise<void>;
}
