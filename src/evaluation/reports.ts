/** @file What `inspect` tells of each kind of directory. */

import type { AdapterDescription } from "../adapter/peft.js";
import type { DecoderConfig } from "../lm/config.js";
import type { PackedBits } from "../lm/packed-weights.js";
import type { GeneratorFile } from "../methods/lora-gen/checkpoint.js";
import type { MethodFile } from "../methods/saved-method.js";
import type { Progress } from "../training/state.js";

/** Tensors of a file or directory, counted. */
export interface Stored {
  parameters: number;
  /** On the disk, without headers. */
  bytes: number;
  /** Precisions, the most frequent first. */
  dtypes: string[];
}

export interface ModelReport extends Stored {
  kind: "model";
  config: DecoderConfig;
  /** What a generator's checkpoint knows it by. */
  sha256: string;
  /** What it takes when it is loaded, at full context, in f32. */
  memoryBytes: number;
  /** The same by the bits that it is loaded in. */
  packedMemoryBytes: Record<PackedBits, number>;
}

/** A model that a generator belongs to. */
export interface BaseReport {
  path: string;
  sha256: string;
  /** `expected`, or what is wrong with it. */
  found: string;
}

export interface GeneratorReport extends Stored {
  kind: "generator";
  sha256: string;
  settings: GeneratorFile["settings"];
  cloud: BaseReport;
  edge: BaseReport;
  training?: Record<string, unknown>;
  /** Where both models can be read. */
  sizes?: {
    metaTokens: number;
    longestPrompt: number;
    /** Of one adapter that it makes, in half precision, and of its gates. */
    adapterBytes: number;
    gatesBytes: number;
    /** What the generator takes when it is loaded, its cloud model with it, in f32. */
    memoryBytes: number;
  };
}

export interface MethodReport extends Stored {
  kind: "method";
  method: MethodFile["method"];
  settings: MethodFile["settings"];
  edge: BaseReport;
  /** The model that reads its prompts, if another. */
  cloud?: BaseReport;
  sha256: string;
  training?: Record<string, unknown>;
  /** Why no adapter stands for it; left out where one does. */
  unmergeable?: string;
}

export interface AdapterReport extends Stored, AdapterDescription {
  kind: "adapter";
  sha256: string;
  /** Names of the adapted modules, as a layer has them. */
  modules: string[];
  layers: number;
}

export interface RunReport {
  kind: "run";
  /** Of the newest checkpoint. */
  progress?: Progress;
  /** Directories of models, generators or adapters that the run has saved. */
  saved: string[];
  /** The last lines of its log: of a step, and of a validation. */
  lastStep?: Record<string, number>;
  lastValidation?: Record<string, number>;
}

export type Report = ModelReport | GeneratorReport | MethodReport | AdapterReport | RunReport;
