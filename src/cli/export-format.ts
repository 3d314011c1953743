/** @file What a format of `lora-gen export` is. */

import type { Adapter } from "../adapter/adapter.js";
import type { Provenance } from "../adapter/peft.js";

export interface ExportSource {
  /** The model: a directory or a GGUF file. */
  readonly base: string;
  /** Merged into it, or exported alone, as the format has it. */
  readonly adapter?: Adapter | undefined;
  /** Where the adapter came from, if it says so. */
  readonly provenance?: Provenance | undefined;
  /** What the result calls itself. */
  readonly name: string;
  readonly signal: AbortSignal;
}

export interface Exported {
  /** Of what was written. */
  readonly bytes: number;
  readonly tensors: number;
  /** What the user should know of it. */
  readonly notes: readonly string[];
}

export interface ExportFormat {
  /** For the help. */
  readonly what: string;
  /** An adapter alone: then a bare model can't be exported. */
  readonly adapterOnly?: boolean;
  /** Precisions that it can be written in, the default one first. */
  readonly dtypes: readonly string[];
  /** Throws if `output` may not be written. */
  readonly checkTarget: (output: string, force?: boolean) => Promise<void>;
  readonly write: (source: ExportSource, output: string, dtype: string) => Promise<Exported>;
}
