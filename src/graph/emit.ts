/** @file From symbolic tensors to one ONNX model. */

import { ShapeError } from "../errors.js";
import type { HostTensor } from "../tensor/host-tensor.js";
import { Emitter, type EmittedModel } from "./emitter.js";
import { show } from "./shape.js";
import { inputName, isInput, topological, type Tensor } from "./tensor.js";

/**
 * Emits the graph of `outputs` as one ONNX model. Inputs whose names are in `weights` become
 * initializers (external, from memory); the others must be fed at each run.
 */
export function emit(
  outputs: Readonly<Record<string, Tensor>>,
  weights: Readonly<Record<string, HostTensor>> = {},
): EmittedModel {
  const onnx = new Emitter(weights);
  const names = new Map<Tensor, string>();
  for (const node of topological(Object.values(outputs))) {
    if (node.inputs.length === 0 && isInput(node.outputs[0]!)) checkWeight(node.outputs[0]!, weights);
    const results = node.operation.emit(
      onnx,
      node.inputs.map((t) => names.get(t)!),
      node.attributes,
      node,
    );
    node.outputs.forEach((t, i) => names.set(t, results[i]!));
  }
  return onnx.finish(
    Object.entries(outputs).map(([name, tensor]) => ({
      name,
      shape: tensor.shape,
      dtype: tensor.dtype,
      source: names.get(tensor)!,
    })),
  );
}

function checkWeight(tensor: Tensor, weights: Readonly<Record<string, HostTensor>>): void {
  const name = inputName(tensor);
  const value = weights[name];
  if (!value) return;
  const fits =
    value.shape.length === tensor.shape.length &&
    tensor.shape.every((d, i) => typeof d === "string" || d === value.shape[i]);
  if (!fits || value.dtype !== tensor.dtype)
    throw new ShapeError(
      `weight ${name} is ${value.dtype} ${show(value.shape)}, expected ${tensor.dtype} ${show(tensor.shape)}`,
    );
}
