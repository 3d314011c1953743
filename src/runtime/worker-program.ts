/** @file A program whose session lives in a worker thread, so that the event loop is free while it runs. */

import { LoraGenError, type SentError } from "../errors.js";
import type { EmittedModel } from "../graph/index.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import {
  checkDerived,
  checkNames,
  ownResident,
  wantedOutputs,
  type CompileOptions,
  type Derivation,
  type Growing,
  type GrowthSpec,
  type HoldOptions,
  type Program,
  type Resident,
  type RunOptions,
  type SessionOptions,
} from "./program.js";

/** Requests to the worker, each answered by a message with its number. */
export type WorkerRequest =
  | { kind: "create"; model: EmittedModel; options: SessionOptions }
  | {
      kind: "run";
      feeds: TensorMap;
      wanted: readonly string[];
      residents: readonly number[];
      grow: { key: number; lengths: readonly number[] } | undefined;
    }
  | { kind: "hold"; tensors: TensorMap; over: number | undefined; key: number }
  | { kind: "derive"; base: number; derivation: Derivation; key: number }
  | { kind: "growing"; spec: GrowthSpec; key: number }
  | { kind: "copyRow"; key: number; source: number; from: number; to: number; length: number }
  | { kind: "release"; key: number };

export type WorkerReply = { id: number } & ({ result: TensorMap | undefined } | { error: SentError });

/** Where a program's session lives, and answers requests one after the other. */
export interface Thread {
  call(request: WorkerRequest, transfer?: ArrayBuffer[]): Promise<TensorMap | undefined>;
  /** Frees the program; calls that wait are refused. */
  end(): Promise<void>;
}

/** Why a thread can't be called any more that was ended on purpose. */
export const threadEnded = (): LoraGenError => new LoraGenError("the thread of this program has ended");

export async function createWorkerProgram(
  thread: Thread,
  model: EmittedModel,
  { transfer = false, ...options }: SessionOptions & Pick<CompileOptions, "transfer">,
): Promise<Program> {
  try {
    await thread.call({ kind: "create", model, options }, transfer ? buffersOf(model.weights.values()) : []);
  } catch (error) {
    await thread.end();
    throw error;
  }
  // The worker has the weights: what follows holds on to names alone.
  const names = { inputs: model.inputs, outputs: model.outputs };
  const { inputs, outputs } = names;
  let held = 0;
  return {
    inputs,
    outputs,
    async run(feeds: TensorMap, options: RunOptions = {}) {
      const { with: residents = [], transfer = false } = options;
      const wanted = wantedOutputs(names, options);
      const cache = options.grow && ownResident(HeldGrowing, options.grow.cache);
      const fed = [...residents, ...(cache ? [cache] : [])].flatMap((r) => r.names);
      checkNames(names, [...fed, ...Object.keys(feeds)], wanted);
      const request: WorkerRequest = {
        kind: "run",
        feeds,
        wanted,
        residents: residents.map((r) => ownResident(Held, r).key),
        grow: cache && { key: cache.key, lengths: options.grow!.lengths },
      };
      return (await thread.call(request, transfer ? buffersOf(Object.values(feeds)) : []))!;
    },
    async hold(tensors: TensorMap, { over, transfer = false }: HoldOptions = {}) {
      const names = new Set([...(over?.names ?? []), ...Object.keys(tensors)]);
      const resident = new Held(held++, [...names], thread);
      const request = { kind: "hold", tensors, over: over && ownResident(Held, over).key, key: resident.key } as const;
      await thread.call(request, transfer ? buffersOf(Object.values(tensors)) : []);
      return resident;
    },
    async derive(base: Resident, derivation: Derivation) {
      checkDerived(base, derivation);
      const resident = new Held(held++, base.names, thread);
      await thread.call({ kind: "derive", base: ownResident(Held, base).key, derivation, key: resident.key });
      return resident;
    },
    async growing(spec: GrowthSpec) {
      const resident = new HeldGrowing(held++, spec, thread);
      await thread.call({ kind: "growing", spec, key: resident.key });
      return resident;
    },
    dispose: () => thread.end(),
  };
}

/** Tensors that stay in the worker, under a number. */
class Held implements Resident {
  constructor(
    readonly key: number,
    public names: readonly string[],
    protected readonly thread: Thread,
  ) {}

  release(): void {
    this.names = [];
    // With the thread its residents are gone too.
    this.thread.call({ kind: "release", key: this.key }).catch(() => {});
  }
}

/** A cache that stays in the worker. */
class HeldGrowing extends Held implements Growing {
  constructor(
    key: number,
    readonly spec: GrowthSpec,
    thread: Thread,
  ) {
    super(key, spec.inputs, thread);
  }

  async copyRow(from: number, to: number, length: number, source: Growing = this): Promise<void> {
    const { key } = ownResident(HeldGrowing, source);
    await this.thread.call({ kind: "copyRow", key: this.key, source: key, from, to, length });
  }
}

/** Buffers that tensors own whole, each once: what can be handed to another thread. */
export function buffersOf(tensors: Iterable<HostTensor>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { data } of tensors)
    if (data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength) buffers.add(data.buffer);
  return [...buffers];
}
