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
  bool: "bool",
};
const fromOrtType: Record<string, DType> = {
  float32: "f32",
  float16: "f16",
  int64: "i64",
  int32: "i32",
  uint8: "u8",
  bool: "bool",
};

/** What the builds of ONNX Runtime for Node and for browsers have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

/** Weights are read from memory while the session is made, and never copied through a file. */
export async function createSession(
  { InferenceSession, Tensor }: OnnxRuntime,
  model: EmittedModel,
  options: InferenceSession.SessionOptions = {},
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
  // What stays where the program runs is wrapped once.
  const wrapped = new WeakMap<HostTensor, OrtTensor>();
  const kept = (tensor: HostTensor): OrtTensor => {
    let found = wrapped.get(tensor);
    if (!found) wrapped.set(tensor, (found = toOrt(tensor)));
    return found;
  };
  return {
    inputs,
    outputs,
    async run(feeds: TensorMap, options: RunOptions = {}): Promise<TensorMap> {
      const { with: residents = [], grow } = options;
      const cache = grow && ownResident(LocalGrowing, grow.cache);
      const wanted = wantedOutputs(names, options);
      const all: TensorMap = { ...cache?.tensors(grow!.lengths.length) };
      for (const resident of residents) Object.assign(all, ownResident(LocalResident, resident).tensors);
      Object.assign(all, feeds);
      checkNames(names, Object.keys(all), wanted);
      const given = Object.fromEntries(
        inputs.map((name) => [name, name in feeds ? toOrt(feeds[name]!) : kept(all[name]!)]),
      );
      const results = await session.run(given, [...new Set(cache ? [...wanted, cache.spec.output] : wanted)]);
      if (cache) cache.append(toHost(results[cache.spec.output]!), grow.lengths);
      return Object.fromEntries(wanted.map((name) => [name, toHost(results[name]!)]));
    },
    hold: (tensors) => Promise.resolve(new LocalResident(tensors)),
    async derive(base: Resident, derivation: Derivation) {
      const { tensors } = ownResident(LocalResident, base);
      checkDerived(base, derivation);
      const maker = await createSession({ InferenceSession, Tensor }, derivation.graph, options);
      try {
        const derived: TensorMap = {};
        for (const [name, feeds] of Object.entries(derivation.feeds))
          derived[name] = (await maker.run({ held: tensors[name]!, ...feeds }))["derived"]!;
        return new LocalResident({ ...tensors, ...derived });
      } finally {
        await maker.dispose();
      }
    },
    growing: (spec) => Promise.resolve(new LocalGrowing(spec)),
    dispose: () => session.release(),
  };
}

class LocalResident implements Resident {
  constructor(public tensors: TensorMap) {}
  get names(): readonly string[] {
    return Object.keys(this.tensors);
  }
  release(): void {
    this.tensors = {};
  }
}

const toHost = (t: OrtTensor): HostTensor => ({
  dtype: fromOrtType[t.type]!,
  shape: t.dims,
  data: t.data as Float32Array,
});
