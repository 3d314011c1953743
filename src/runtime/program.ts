/** @file What every runtime offers: a compiled graph that runs on named tensors. */

import type { TensorMap } from "../tensor/host-tensor.js";

export interface CompileOptions {
  /** Values bound to inputs by name, for good. */
  weights?: TensorMap;
  /** Threads within an operation; by default one a physical core. */
  threads?: number;
}

export interface Program {
  /** Names that each run must be fed with. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Runs on `feeds` and returns the `wanted` outputs (all by default). A missing or unknown name is an `InputError`. */
  run(feeds: TensorMap, wanted?: readonly string[]): Promise<TensorMap>;
  dispose(): Promise<void>;
}
