/** @file Symbolic tensors: a graph is the tensors that its outputs are made of, nothing else holds it together. */

import { ShapeError } from "../errors.js";
import type { DType, HostTensor } from "../tensor/host-tensor.js";
import type { Emitter } from "./emitter.js";
import { show, type Shape, type Signature } from "./shape.js";

/** What a gradient rule is given: the node, and the gradient of each output (undefined where none flows). */
export interface Backward<A> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
  readonly dy: Tensor;
  /** Whether the gradient of input `i` is asked for; a rule may skip what is not. */
  needs(i: number): boolean;
}

/** An operation: shape rule, ONNX emission and gradient rule, side by side. */
export interface Operation<A = unknown> {
  readonly name: string;
  /** Signature of each output; throws a `ShapeError` (through `fail`) where the inputs do not fit. */
  infer(inputs: readonly Tensor[], attributes: A): readonly Signature[];
  /** Emits ONNX nodes and returns the name of each output. */
  emit(onnx: Emitter, inputs: readonly string[], attributes: A, node: Node): readonly string[];
  /** Gradient of each input, undefined where it has none. Only the first output of an operation is differentiable. */
  gradient?(backward: Backward<A>): readonly (Tensor | undefined)[];
}

export interface Node {
  readonly id: number;
  readonly operation: Operation;
  readonly attributes: unknown;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

export interface Tensor extends Signature {
  readonly node: Node;
  /** Which output of its node this is. */
  readonly index: number;
}

let nextId = 0;

/** Applies an operation; the result is its outputs. */
export function apply<A>(operation: Operation<A>, inputs: readonly Tensor[], attributes: A): readonly Tensor[] {
  const signatures = operation.infer(inputs, attributes);
  const outputs: Tensor[] = [];
  const node: Node = { id: nextId++, operation, attributes, inputs, outputs };
  signatures.forEach(({ shape, dtype }, index) => outputs.push({ node, index, shape, dtype }));
  return outputs;
}

/** A one-output operation as a function of its inputs. */
export function define<A>(operation: Operation<A>): (inputs: readonly Tensor[], attributes: A) => Tensor {
  return (inputs, attributes) => apply(operation, inputs, attributes)[0]!;
}

/** The rule of an operation that is flat, or takes an input for its shape alone. */
export const noGradient = (): [] => [];

/** Throws the error of an operation whose inputs do not fit: the op and every shape are named. */
export function fail(operation: string, inputs: readonly Tensor[], why: string): never {
  throw new ShapeError(`${operation}(${inputs.map((t) => show(t.shape)).join(", ")}): ${why}`);
}

/** The nodes that `outputs` are made of, each after its inputs. */
export function topological(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // Iterative: a deep model's graph is deeper than the call stack.
  const stack: { node: Node; next: number }[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    visit(output.node);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const child = top.node.inputs[top.next++];
      if (child) visit(child.node);
      else order.push(stack.pop()!.node);
    }
  }
  return order;
}

// Leaves ------------------------------------------------------------------------------------------

const source: Operation<{ name: string } & Signature> = {
  name: "input",
  infer: (_, { shape, dtype }) => [{ shape, dtype }],
  emit: (onnx, _, { name, shape, dtype }) => [onnx.source(name, shape, dtype)],
};

/** A named tensor from outside: fed at each run, or bound to a weight when the graph is compiled. */
export const input = (name: string, shape: Shape, dtype: DType = "f32"): Tensor =>
  apply(source, [], { name, shape, dtype })[0]!;

export const isInput = (tensor: Tensor): boolean => tensor.node.operation === (source as Operation);

export const inputName = (tensor: Tensor): string => (tensor.node.attributes as { name: string }).name;

const literal: Operation<HostTensor> = {
  name: "constant",
  infer: (_, { shape, dtype }) => [{ shape, dtype }],
  emit: (onnx, _, value) => [onnx.constant(value)],
};

export const constant = (value: HostTensor): Tensor => apply(literal, [], value)[0]!;

export const scalar = (value: number): Tensor => constant({ dtype: "f32", shape: [], data: Float32Array.of(value) });
