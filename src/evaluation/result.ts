/** @file The content of an evaluation's `result.json`; types alone, so that pages can read it, too. */

import type { MethodFlops } from "./costs/flops.js";
import type { Paired, McNemar } from "./paired.js";
import type { Interval } from "./statistics.js";

export interface EvaluationResult<Recipe = { name: string }> {
  formatVersion: 1;
  recipe: Recipe;
  /** Of the recipe with its defaults. */
  recipeSha256: string;
  seeds: number[];
  versions: Record<string, string>;
  edge: { source: string; sha256: string };
  /** Each by the hash of all that its answers follow from. */
  methods: { name: string; method: string; sha256: string }[];
  /** Each by the hash of what it asks. */
  tasks: { name: string; sha256: string }[];
  finished: string;
  rows: Row[];
  means: MeanRow[];
  comparisons: Comparison[];
  /** Mean of the first metric: of each training run, seed by seed. */
  bySeed: { method: string; task: string; metric: string; values: number[] }[];
  efficiency: Efficiency[];
  /** Of an ablation that asks for it: what its methods take to be trained. */
  training?: ({ method: string } & TrainingCost)[];
  /** What routers choose: mean gates [routes][experts] over a few prompts of each task. */
  routing: Routing[];
  notes: string[];
}

export interface Row {
  method: string;
  task: string;
  metric: string;
  /** Different questions, and answers over all seeds. */
  items: number;
  answers: number;
  value: number;
  /** 95%, by bootstrap over the questions, and over training runs and draws of shots where there are several. */
  low: number;
  high: number;
  /** Of the mean over the questions. */
  stderr: number;
}

export interface MeanRow extends Omit<Row, "task" | "items" | "answers" | "stderr"> {
  /** AVE or HAR, behind the recipe's name for the sets if it has one. */
  figure: string;
  tasks: number;
}

/** `low` and `high` are the 95% interval of the difference, drawn as those of rows are. */
export interface Comparison extends Paired, Interval {
  task: string;
  metric: string;
  first: string;
  second: string;
  items: number;
  /** p is of a permutation test over the questions, for these very runs; McNemar's beside it, where an item is right or wrong. */
  mcnemar?: McNemar;
}

/** What a method costs on a task. */
export interface Efficiency {
  method: string;
  task: string;
  /**
   * Means over the items, as they are written for the model: tokens that the system prompt adds to a request, those that the
   * edge model reads each time on its behalf, and those of the request, with all that a chat template writes around it.
   */
  systemTokens: number;
  readTokens: number;
  requestTokens: number;
  /** (system + request) / (read + request): how much shorter the edge model's context is. */
  compression: number;
  /** Operations for tokens of these numbers, and an answer of mean length. */
  flops?: MethodFlops;
  /** Of a process that does nothing else, Node.js and the edge model included. */
  peakBytes?: number;
  /** Median milliseconds of a request, one at a time, when what reads the prompt once has read it. */
  latency?: { items: number; milliseconds: number };
}

/** What it takes to train a method. */
export interface TrainingCost {
  /** Steps that were timed, behind one that pays for what is done but once. */
  steps: number;
  /** Numbers that are trained. */
  parameters: number;
  /** Median milliseconds of a step: gradients of its batches, and the optimizer. */
  milliseconds: number;
  /** Largest resident size, in bytes, of a process that does nothing else: Node.js, models and validation's graph included. */
  peakBytes: number;
}

/** What a router chooses for the prompts of a task. */
export interface Routing {
  method: string;
  task: string;
  prompts: number;
  /** Means, [routes][experts]. */
  gates: number[][];
}
