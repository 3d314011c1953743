/** @file Feeds that grow by what runs put out: the keys and values of a cache, kept where the program runs. */

import { InputError } from "../errors.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { Growing, GrowthSpec } from "./program.js";

/** Capacity comes in steps of this many tokens, and a quarter more than is needed: kernels touch all of it. */
const step = 32;
const spare = 1.25;

export class LocalGrowing implements Growing {
  #capacity = 0;
  #buffers: Float32Array[];

  constructor(readonly spec: GrowthSpec) {
    this.#buffers = spec.inputs.map(() => new Float32Array(0));
  }

  get names(): readonly string[] {
    return this.#buffers.length > 0 ? this.spec.inputs : [];
  }

  /** The inputs as they are. */
  get tensors(): TensorMap {
    const { rows, heads, width } = this.spec;
    const shape = [rows, heads, this.#capacity, width];
    return Object.fromEntries(this.names.map((name, i) => [name, { dtype: "f32", shape, data: this.#buffers[i]! }]));
  }

  /** Puts the output of a run behind the first `lengths[row]` tokens of each row. */
  append({ shape, data }: HostTensor, lengths: readonly number[]): void {
    const { inputs, rows, heads, width } = this.spec;
    const tokens = shape[1]!;
    if (shape[0] !== rows || shape[2] !== inputs.length * heads * width || lengths.length !== rows)
      throw new InputError(`a cache of ${rows} rows can't grow by [${shape.join(", ")}] at ${lengths.length} places`);
    this.#reserve(Math.max(...lengths) + tokens);
    const source = data as Float32Array;
    let at = 0;
    for (let row = 0; row < rows; row++)
      for (let token = 0; token < tokens; token++)
        for (const buffer of this.#buffers)
          for (let head = 0; head < heads; head++, at += width) {
            const place = ((row * heads + head) * this.#capacity + lengths[row]! + token) * width;
            buffer.set(source.subarray(at, at + width), place);
          }
  }

  #reserve(length: number): void {
    if (length <= this.#capacity) return;
    const { rows, heads, width } = this.spec;
    const [old, capacity] = [this.#capacity, Math.ceil((length * spare) / step) * step];
    this.#buffers = this.#buffers.map((buffer) => {
      const wider = new Float32Array(rows * heads * capacity * width);
      for (let i = 0; i < rows * heads; i++)
        wider.set(buffer.subarray(i * old * width, (i + 1) * old * width), i * capacity * width);
      return wider;
    });
    this.#capacity = capacity;
  }

  release(): void {
    this.#buffers = [];
  }
}
