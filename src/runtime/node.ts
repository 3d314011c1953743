/** @file Running graphs on ONNX Runtime for Node, in this thread. */

import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { InputError } from "../errors.js";
import { emit, type Tensor } from "../graph/index.js";
import type { DType, HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { CompileOptions, Program } from "./program.js";

const ortType: Record<DType, string> = { f32: "float32", f16: "float16", bf16: "uint16", i64: "int64", i32: "int32", u8: "uint8", bool: "bool" };
const fromOrt: Record<string, DType> = { float32: "f32", float16: "f16", int64: "i64", int32: "i32", uint8: "u8", bool: "bool" };

/**
 * Compiles the graph of `outputs` for this machine. Inputs named in `weights` are bound to them: they are read
 * from memory while the session is made, and never copied through a file.
 */
export async function compile(outputs: Readonly<Record<string, Tensor>>, options: CompileOptions = {}): Promise<Program> {
  const model = emit(outputs, options.weights);
  const session = await InferenceSession.create(model.bytes, {
    intraOpNumThreads: options.threads ?? 0,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    externalData: [...model.weights].map(([path, { data }]) => ({
      path,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    })),
  });
  const known = new Set(model.inputs);
  return {
    inputs: model.inputs,
    outputs: model.outputs,
    async run(feeds: TensorMap, wanted: readonly string[] = model.outputs): Promise<TensorMap> {
      const tensors: Record<string, OrtTensor> = {};
      for (const name of model.inputs) {
        const value = feeds[name];
        if (!value) throw new InputError(`the graph needs an input "${name}"`);
        tensors[name] = new OrtTensor(ortType[value.dtype] as "float32", value.data as Float32Array, value.shape);
      }
      for (const name of Object.keys(feeds)) if (!known.has(name)) throw new InputError(`the graph has no input "${name}"`);
      const results = await session.run(tensors, [...wanted]);
      return Object.fromEntries(wanted.map((name) => [name, toHost(results[name]!)]));
    },
    dispose: () => session.release(),
  };
}

const toHost = (t: OrtTensor): HostTensor => ({ dtype: fromOrt[t.type]!, shape: t.dims, data: t.data as Float32Array });
