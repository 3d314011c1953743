/** @file Reverse mode: the graph of a gradient is made of the same operations as the graph it belongs to. */

import { ShapeError } from "../errors.js";
import { sameShape } from "./dims.js";
import { add } from "./ops/arithmetic.js";
import { show } from "./shape.js";
import { inputName, isInput, scalar, topological, type Node, type Tensor } from "./tensor.js";

/**
 * The gradient of `loss` (a scalar) with respect to each tensor of `wrt`, of that tensor's shape.
 * Only nodes between `wrt` and `loss` are visited: what no asked gradient needs is not in the result's graph.
 * Throws a `ShapeError` if `loss` is no scalar, does not depend on one of `wrt`, or passes an operation without gradient.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.shape.length > 0) throw new ShapeError(`the loss must be a scalar, got ${show(loss.shape)}`);
  const order = topological([loss]);
  const active = dependents(order, wrt);
  const flow = new Map<Tensor, Tensor>([[loss, scalar(1)]]);
  for (const node of order.reverse()) {
    const { operation, inputs, outputs, attributes } = node;
    const dy = flow.get(outputs[0]!);
    if (!inputs.some((t) => active.has(t))) continue;
    if (outputs.slice(1).some((t) => flow.has(t)))
      throw new ShapeError(`only the first output of ${operation.name} has a gradient`);
    if (!dy) continue;
    if (!operation.gradient) throw new ShapeError(`${operation.name} has no gradient`);
    const backward = { inputs, outputs, attributes, dy, needs: (i: number) => active.has(inputs[i]!) };
    operation.gradient(backward).forEach((dx, i) => {
      const x = inputs[i]!;
      if (!dx || !active.has(x)) return;
      if (!sameShape(dx.shape, x.shape))
        throw new ShapeError(
          `gradient of ${operation.name} for input ${i} is ${show(dx.shape)}, expected ${show(x.shape)}`,
        );
      const sum = flow.get(x);
      flow.set(x, sum ? add(sum, dx) : dx);
    });
  }
  return wrt.map((x) => {
    const dx = flow.get(x);
    if (!dx)
      throw new ShapeError(
        `the loss does not depend on ${isInput(x) ? inputName(x) : x.node.operation.name} ${show(x.shape)}`,
      );
    return dx;
  });
}

/** All tensors whose value depends on one of `roots`, the roots included. */
function dependents(order: readonly Node[], roots: readonly Tensor[]): Set<Tensor> {
  const active = new Set(roots);
  for (const node of order) if (node.inputs.some((t) => active.has(t))) for (const t of node.outputs) active.add(t);
  return active;
}
