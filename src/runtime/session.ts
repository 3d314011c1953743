/** @file One emitted model in ONNX Runtime for Node, run in the thread that made it. */

import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { InputError } from "../errors.js";
import type { EmittedModel } from "../graph/index.js";
import type { DType, HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { Program, Resident, RunOptions } from "./program.js";

const toOrtType: Record<DType, string> = { f32: "float32", f16: "float16", bf16: "uint16", i64: "int64", i32: "int32", u8: "uint8", bool: "bool" };
const fromOrtType: Record<string, DType> = { float32: "f32", float16: "f16", int64: "i64", int32: "i32", uint8: "u8", bool: "bool" };

/** Weights are read from memory while the session is made, and never copied through a file. */
export async function createSession(model: EmittedModel, threads = 0): Promise<Program> {
  const session = await InferenceSession.create(model.bytes, {
    intraOpNumThreads: threads,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    externalData: [...model.weights].map(([path, { data }]) => ({ path, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) })),
  });
  const { inputs, outputs } = model;
  return {
    inputs,
    outputs,
    async run(feeds: TensorMap, { wanted = outputs, with: residents = [] }: RunOptions = {}): Promise<TensorMap> {
      const all = { ...Object.assign({}, ...residents.map((r) => (r as LocalResident).tensors)), ...feeds } as TensorMap;
      checkNames(all, inputs);
      const results = await session.run(Object.fromEntries(inputs.map((name) => [name, toOrt(all[name]!)])), [...wanted]);
      return Object.fromEntries(wanted.map((name) => [name, toHost(results[name]!)]));
    },
    hold: (tensors) => Promise.resolve(new LocalResident(tensors)),
    dispose: () => session.release(),
  };
}

class LocalResident implements Resident {
  readonly names: readonly string[];
  constructor(public tensors: TensorMap) {
    this.names = Object.keys(tensors);
  }
  release(): void {
    this.tensors = {};
  }
}

function checkNames(feeds: TensorMap, inputs: readonly string[]): void {
  for (const name of inputs) if (!feeds[name]) throw new InputError(`the graph needs an input "${name}"`);
  if (Object.keys(feeds).length === inputs.length) return;
  const known = new Set(inputs);
  for (const name of Object.keys(feeds)) if (!known.has(name)) throw new InputError(`the graph has no input "${name}"`);
}

const toOrt = ({ dtype, data, shape }: HostTensor): OrtTensor => new OrtTensor(toOrtType[dtype] as "float32", data as Float32Array, shape);

const toHost = (t: OrtTensor): HostTensor => ({ dtype: fromOrtType[t.type]!, shape: t.dims, data: t.data as Float32Array });
