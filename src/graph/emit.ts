/** @file From symbolic tensors to one ONNX model. */

import { ShapeError } from "../errors.js";
import type { HostTensor } from "../tensor/host-tensor.js";
import type { TensorInfo } from "../tensor/source.js";
import { Emitter, type EmittedModel } from "./emitter.js";
import type { Place } from "./onnx.js";
import { show } from "./shape.js";
import { inputName, isInput, topological, type Tensor } from "./tensor.js";

/**
 * Emits the graph of `outputs` as one ONNX model. Inputs whose names are in `weights` become
 * initializers, the others must be fed at each run. The bytes of initializers are external: `place` tells where they
 * lie, by default each under its own name, to be handed over from memory. No more than their dtypes and shapes is needed here.
 */
export function emit<W extends TensorInfo = HostTensor>(
  outputs: Readonly<Record<string, Tensor>>,
  weights: Readonly<Record<string, W>> = {},
  place: (name: string) => Place = (name) => ({ location: name, offset: 0 }),
): EmittedModel<W> {
  const bound = new Map<string, W>();
  const onnx = new Emitter(weights, place);
  const names = new Map<Tensor, string>();
  for (const node of topological(Object.values(outputs))) {
    if (node.inputs.length === 0 && isInput(node.outputs[0]!)) {
      const name = inputName(node.outputs[0]!);
      const weight = weights[name];
      if (weight) bound.set(name, checkWeight(name, node.outputs[0]!, weight));
    }
    const results = node.operation.emit(
      onnx,
      node.inputs.map((t) => names.get(t)!),
      node.attributes,
      node,
    );
    node.outputs.forEach((t, i) => names.set(t, results[i]!));
  }
  const model = onnx.finish(
    Object.entries(outputs).map(([name, tensor]) => ({
      name,
      shape: tensor.shape,
      dtype: tensor.dtype,
      source: names.get(tensor)!,
    })),
  );
  // Of weights that share their values, one is an initializer.
  return { ...model, weights: new Map([...bound].filter(([name]) => onnx.hasSource(name))) };
}

/** What a graph that computes in f32 may store its weights as. */
const narrower: readonly string[] = ["f16", "bf16"];

function checkWeight<W extends TensorInfo>(name: string, { shape, dtype }: Tensor, weight: W): W {
  const fits =
    weight.shape.length === shape.length && shape.every((d, i) => typeof d === "string" || d === weight.shape[i]);
  const stored = weight.dtype === dtype || (dtype === "f32" && narrower.includes(weight.dtype));
  if (fits && stored) return weight;
  throw new ShapeError(`weight ${name} is ${weight.dtype} ${show(weight.shape)}, expected ${dtype} ${show(shape)}`);
}
