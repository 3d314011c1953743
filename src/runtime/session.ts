/** @file One emitted model in ONNX Runtime, whichever build of it, run in the thread that made it. */

import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from "onnxruntime-node";
import type { EmittedModel } from "../graph/index.js";
import type { DType, HostTensor, TensorMap } from "../tensor/host-tensor.js";
import { LocalGrowing } from "./growing.js";
import {
  checkDerived,
  checkNames,
  ownResident,
  wantedOutputs,
  type Derivation,
  type Program,
  type Resident,
  type RunOptions,
} from "./program.js";

const toOrtType: Record<DType, string> = {
  f32: "float32",
  f16: "float16",
  bf16: "uint16",
  i64: "int64",
  i32: "int32",
  u8: "uint8",
  i8: "int8",
  bool: "bool",
};
const fromOrtType: Record<string, DType> = {
  float32: "f32",
  float16: "f16",
  int64: "i64",
  int32: "i32",
  uint8: "u8",
  int8: "i8",
  bool: "bool",
};

/** What the builds of ONNX Runtime for Node and for browsers have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

/** Puts a tensor that is held where runs read it from, wrapped for ONNX Runtime; in this thread's memory unless told. */
export type Place = (tensor: HostTensor) => OrtTensor;

export const ortTypeOf = (dtype: DType): string => toOrtType[dtype];

/** Weights are read from memory while the session is made, and never copied through a file. */
export async function createSession(
  { InferenceSession, Tensor }: OnnxRuntime,
  model: EmittedModel,
  options: InferenceSession.SessionOptions = {},
  place?: Place,
): Promise<Program> {
  const session = await InferenceSession.create(model.bytes, {
    ...options,
    graphOptimizationLevel: "all",
    // What goes wrong becomes an exception; ORT would write it to the terminal too.
    logSeverityLevel: 4,
    externalData: [...model.weights].map(([path, { data }]) => ({
      path,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
  });
  // The session has its own copy of the weights: what follows holds on to names alone.
  const names = { inputs: model.inputs, outputs: model.outputs };
  const { inputs, outputs } = names;
  const toOrt = ({ dtype, data, shape }: HostTensor): OrtTensor =>
    new Tensor(toOrtType[dtype] as "float32", data as Float32Array, shape);
  // A cache's tensors are the same ones for many runs: they are wrapped once.
  const wrapped = new WeakMap<HostTensor, OrtTensor>();
  const kept = (tensor: HostTensor): OrtTensor => {
    let found = wrapped.get(tensor);
    if (!found) wrapped.set(tensor, (found = toOrt(tensor)));
    return found;
  };
  const placeAll = (tensors: TensorMap): Record<string, Placed> =>
    Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, new Placed((place ?? toOrt)(t))]));
  return {
    inputs,
    outputs,
    async run(feeds: TensorMap, options: RunOptions = {}): Promise<TensorMap> {
      const { with: residents = [], grow } = options;
      const cache = grow && ownResident(LocalGrowing, grow.cache);
      const wanted = wantedOutputs(names, options);
      const given: Record<string, OrtTensor> = {};
      if (cache)
        for (const [name, tensor] of Object.entries(cache.tensors(grow.lengths.length))) given[name] = kept(tensor);
      for (const resident of residents)
        for (const [name, { tensor }] of Object.entries(ownResident(LocalResident, resident).tensors))
          given[name] = tensor;
      for (const [name, tensor] of Object.entries(feeds)) given[name] = toOrt(tensor);
      checkNames(names, Object.keys(given), wanted);
      const results = await session.run(given, [...new Set(cache ? [...wanted, cache.spec.output] : wanted)]);
      if (cache) cache.append(toHost(results[cache.spec.output]!), grow.lengths);
      return Object.fromEntries(wanted.map((name) => [name, toHost(results[name]!)]));
    },
    hold: (tensors, { over } = {}) =>
      Promise.resolve(
        new LocalResident({ ...(over && ownResident(LocalResident, over).tensors), ...placeAll(tensors) }),
      ),
    async derive(base: Resident, derivation: Derivation) {
      const { tensors } = ownResident(LocalResident, base);
      checkDerived(base, derivation);
      const maker = await createSession({ InferenceSession, Tensor }, derivation.graph, options, place);
      try {
        const derived: TensorMap = {};
        for (const [name, feeds] of Object.entries(derivation.feeds)) {
          const held = new LocalResident({ held: tensors[name]! });
          derived[name] = (await maker.run(feeds, { with: [held] }))["derived"]!;
          held.release();
        }
        return new LocalResident({ ...tensors, ...placeAll(derived) });
      } finally {
        await maker.dispose();
      }
    },
    growing: (spec) => Promise.resolve(new LocalGrowing(spec)),
    dispose: () => session.release(),
  };
}

/** A held tensor, and how many residents have it: the last one's release frees it, where that takes more than forgetting it. */
class Placed {
  #users = 0;
  constructor(readonly tensor: OrtTensor) {}
  use(): void {
    this.#users++;
  }
  leave(): void {
    if (--this.#users === 0 && this.tensor.location === "gpu-buffer") this.tensor.dispose();
  }
}

class LocalResident implements Resident {
  constructor(public tensors: Readonly<Record<string, Placed>>) {
    for (const placed of Object.values(tensors)) placed.use();
  }
  get names(): readonly string[] {
    return Object.keys(this.tensors);
  }
  release(): void {
    for (const placed of Object.values(this.tensors)) placed.leave();
    this.tensors = {};
  }
}

const toHost = (t: OrtTensor): HostTensor => ({
  dtype: fromOrtType[t.type]!,
  shape: t.dims,
  data: t.data as Float32Array,
});
