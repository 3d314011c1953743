/** @file What operations emit themselves into: names, nodes, common subexpressions merged. */

import { InputError } from "../errors.js";
import { elementCount, type DType, type HostTensor } from "../tensor/host-tensor.js";
import type { TensorInfo } from "../tensor/source.js";
import { dataType, encodeModel, type Attribute, type OnnxModel, type Place, type Value } from "./onnx.js";
import type { Shape } from "./shape.js";

export type Attributes = Record<string, Attribute>;

export interface NodeOptions {
  domain?: string;
  outputs?: number;
}

/** Bytes of a model, what it must be fed with, and the weights that its bytes refer to but do not hold. */
export interface EmittedModel<W extends TensorInfo = HostTensor> {
  readonly bytes: Uint8Array;
  /** Names of the tensors that each run is fed with. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Bound weights: external data, under their own names unless they were given places. */
  readonly weights: ReadonlyMap<string, W>;
  /** How many nodes of each ONNX operator it has. */
  readonly operators: Readonly<Record<string, number>>;
}

const identity = { type: "Identity", domain: "", attributes: {} };

/** Collects nodes while operations emit themselves. A node equal to an earlier one is that one. */
export class Emitter {
  readonly #model: OnnxModel = { nodes: [], initializers: [], inputs: [], outputs: [] };
  readonly #known = new Map<string, readonly string[]>();
  readonly #sources = new Set<string>();
  /** Name of the initializer of some values, by their array: two models may share theirs. */
  readonly #held = new Map<unknown, string>();
  #names = 0;

  constructor(
    private readonly bound: Readonly<Record<string, TensorInfo>>,
    private readonly place: (name: string) => Place,
  ) {}

  /** Emits a one-output node and returns the name of its output; an input named "" is an absent optional one. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ""): string {
    return this.node(type, inputs, attributes, { domain })[0]!;
  }

  node(
    type: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    options: NodeOptions = {},
  ): readonly string[] {
    const { domain = "", outputs: count = 1 } = options;
    const key = JSON.stringify([type, domain, count, inputs, attributes], (_, v: unknown) =>
      typeof v === "bigint" ? `${v}n` : v,
    );
    const known = this.#known.get(key);
    if (known) return known;
    const outputs = Array.from({ length: count }, () => `${type}_${this.#names++}`);
    this.#model.nodes.push({ type, domain, inputs, outputs, attributes });
    this.#known.set(key, outputs);
    return outputs;
  }

  /** A constant kept inside the model's bytes. */
  constant(value: HostTensor): string {
    // Only small ones are compared: for a large one the key would cost more than the copy.
    const small = elementCount(value.shape) <= 16;
    const key = small ? `constant ${value.dtype} ${value.shape.join()} ${value.data.join()}` : "";
    const known = small ? this.#known.get(key) : undefined;
    if (known) return known[0]!;
    const name = `constant_${this.#names++}`;
    this.#model.initializers.push({ name, value });
    if (small) this.#known.set(key, [name]);
    return name;
  }

  /** A one-dimensional i64 constant: axes, shapes, repeats. */
  ints(values: readonly number[]): string {
    return this.constant({ dtype: "i64", shape: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  /** An i64 scalar: a bound, a step. */
  int(value: number): string {
    return this.constant({ dtype: "i64", shape: [], data: BigInt64Array.of(BigInt(value)) });
  }

  float(value: number): string {
    return this.constant({ dtype: "f32", shape: [], data: Float32Array.of(value) });
  }

  /** The sizes of `x` from axis `start` (to `end`), as an i64 vector. */
  sizes(x: string, start = 0, end?: number): string {
    return this.op("Shape", [x], end === undefined ? { start } : { start, end });
  }

  /** [..., width] → [all, width]; no data moves. */
  flat(x: string): string {
    return this.op("Reshape", [x, this.op("Concat", [this.ints([-1]), this.sizes(x, -1)], { axis: 0 })]);
  }

  /** One f32 value everywhere; `shape` is an i64 vector. */
  filled(value: number, shape: string): string {
    return this.op("ConstantOfShape", [shape], { value: { dtype: "f32", shape: [1], data: Float32Array.of(value) } });
  }

  /** A graph input, or an initializer if a weight is bound to its name; one in half precision is widened where it is read. */
  source(name: string, shape: Shape, dtype: DType): string {
    const weight = this.bound[name];
    if (weight && "data" in weight) {
      const held = this.#held.get(weight.data);
      if (held === undefined) this.#held.set(weight.data, name);
      else name = held;
    }
    if (!this.#sources.has(name)) {
      this.#sources.add(name);
      if (weight) this.#model.initializers.push({ name, info: weight, at: this.place(name) });
      else this.#model.inputs.push({ name, shape, dtype });
    }
    return weight && weight.dtype !== dtype ? this.op("Cast", [name], { to: dataType[dtype] }) : name;
  }

  /** Whether it is an input or an initializer of its own. */
  hasSource(name: string): boolean {
    return this.#sources.has(name);
  }

  /** The model whose outputs are the given values under their names. */
  finish(outputs: readonly (Value & { source: string })[]): Omit<EmittedModel, "weights"> {
    const made = new Set(this.#model.nodes.flatMap((node) => node.outputs));
    const given = new Map<string, string>();
    for (const { source, ...output } of outputs) {
      if (this.#sources.has(output.name))
        throw new InputError(`an output can't have the name of an input: "${output.name}"`);
      // What a node makes takes the caller's name; an input, or a second name for one tensor, is passed on.
      if (made.has(source) && !given.has(source)) given.set(source, output.name);
      else this.#model.nodes.push({ ...identity, inputs: [source], outputs: [output.name] });
      this.#model.outputs.push(output);
    }
    const called = (name: string): string => given.get(name) ?? name;
    for (const node of this.#model.nodes) {
      node.inputs = node.inputs.map(called);
      node.outputs = node.outputs.map(called);
    }
    const operators: Record<string, number> = {};
    for (const { type } of this.#model.nodes) operators[type] = (operators[type] ?? 0) + 1;
    return {
      bytes: encodeModel(this.#model),
      inputs: this.#model.inputs.map((i) => i.name),
      outputs: outputs.map((o) => o.name),
      operators,
    };
  }
}
