/** @file What every runtime offers: a compiled graph that runs on named tensors. */

import { InputError } from "../errors.js";
import type { EmittedModel, Tensor } from "../graph/index.js";
import type { TensorMap } from "../tensor/host-tensor.js";

export interface CompileOptions {
  /** Values bound to inputs by name, for good. */
  weights?: TensorMap;
  /** Hand the weights' buffers over to the program instead of copying them: they can't be used after. */
  transfer?: boolean;
  /** Threads within an operation; by default one a physical core. */
  threads?: number | undefined;
  /**
   * ONNX Runtime computes where it is called. `main` blocks the caller's thread during a run and copies nothing
   * (training); `worker` leaves it free (serving, pages).
   */
  thread?: "main" | "worker";
  /**
   * Lay a run's memory out by an earlier run of the same shapes (on by default). That is faster where operations are short,
   * and takes a second run's memory beside the first one's.
   */
  planned?: boolean;
  /** Keep bound weights packed (ONNX Runtime calls it prepacking) for each product that reads them (on by default): faster, and a copy for every product. */
  prepack?: boolean;
}

/** How ONNX Runtime's session is made. */
export type SessionOptions = Pick<CompileOptions, "threads" | "planned" | "prepack">;

/** Compiles the graph of `outputs`. Inputs named in `weights` are bound to them, the others are fed. */
export type Compile = (outputs: Readonly<Record<string, Tensor>>, options?: CompileOptions) => Promise<Program>;

/** Feeds that stay where the program runs: weights that change seldom, given once and used in many runs. */
export interface Resident {
  /** None after `release`. */
  readonly names: readonly string[];
  release(): void;
}

/** Tensors made of held ones, each by the same graph. */
export interface Derivation {
  /** Takes `held`, and more; gives `derived`. */
  readonly graph: EmittedModel;
  /** What the graph takes besides `held`, for each held tensor that a new one takes the place of. */
  readonly feeds: Readonly<Record<string, TensorMap>>;
}

/** What grows, and by what. */
export interface GrowthSpec {
  /** Inputs [rows, heads, capacity, width], all of one shape. */
  inputs: readonly string[];
  /** Output [rows, tokens, inputs · heads · width]: what a run adds to each of them, in their order. */
  output: string;
  /** Rows at first; a run, or a copied row, may add more. */
  rows: number;
  heads: number;
  width: number;
}

/** A resident that a run adds to; how many tokens of a row count is told at each run, so fewer than it holds may. */
export interface Growing extends Resident {
  readonly spec: GrowthSpec;
  /** Makes row `to` begin with the first `length` tokens of row `from` of `source`, which is this one unless told. */
  copyRow(from: number, to: number, length: number, source?: Growing): Promise<void>;
}

export interface RunOptions {
  /** Names of the outputs to return; all by default. */
  wanted?: readonly string[];
  /** Feeds given before by `hold`. */
  with?: readonly Resident[];
  /**
   * Feeds that this run adds to, behind the first `lengths` tokens of their rows: of as many rows as there are lengths. The
   * output they grow by is not returned.
   */
  grow?: { cache: Growing; lengths: readonly number[] };
  /** Hand the feeds' buffers over instead of copying them, where the program runs in another thread: they can't be used after. */
  transfer?: boolean;
}

export interface HoldOptions {
  /** A resident that this one has all other tensors of: both share them. */
  over?: Resident;
  /** As in `RunOptions`. */
  transfer?: boolean;
}

export interface Program {
  /** Names that each run must be fed with, by `feeds` or residents. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Runs once. A missing or unknown name is an `InputError`. */
  run(feeds: TensorMap, options?: RunOptions): Promise<TensorMap>;
  hold(tensors: TensorMap, options?: HoldOptions): Promise<Resident>;
  /** The tensors of `base`, some of them derived where the program runs: they never come here. Both share the rest. */
  derive(base: Resident, derivation: Derivation): Promise<Resident>;
  /** Feeds that start empty, and grow. */
  growing(spec: GrowthSpec): Promise<Growing>;
  dispose(): Promise<void>;
}

/** Names of the outputs that a run returns. */
export const wantedOutputs = ({ outputs }: Pick<Program, "outputs">, { wanted, grow }: RunOptions): readonly string[] =>
  wanted ?? outputs.filter((name) => name !== grow?.cache.spec.output);

/** Throws an `InputError` unless a program is fed with just its inputs, and has the wanted outputs. */
export function checkNames(
  { inputs, outputs }: Pick<Program, "inputs" | "outputs">,
  fed: readonly string[],
  wanted: readonly string[],
): void {
  for (const name of wanted) if (!outputs.includes(name)) throw new InputError(`the graph has no output "${name}"`);
  const given = new Set(fed);
  for (const name of inputs) if (!given.has(name)) throw new InputError(`the graph needs an input "${name}"`);
  if (given.size === inputs.length) return;
  const known = new Set(inputs);
  for (const name of given) if (!known.has(name)) throw new InputError(`the graph has no input "${name}"`);
}

/** Throws an `InputError` unless `base` holds all that is derived from it. */
export function checkDerived({ names }: Resident, { feeds }: Derivation): void {
  const missing = Object.keys(feeds).find((name) => !names.includes(name));
  if (missing !== undefined) throw new InputError(`"${missing}" is not held, so that nothing can be derived from it`);
}

/** A resident as its runtime made it; an `InputError` for one of another runtime. */
export function ownResident<R extends Resident>(kind: new (...args: never[]) => R, resident: Resident): R {
  if (resident instanceof kind) return resident;
  throw new InputError("tensors held by one program can't be used with another");
}
