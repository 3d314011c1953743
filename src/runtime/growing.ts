/** @file Feeds that grow by what runs put out: the keys and values of a cache, kept where the program runs. */

import { InputError } from "../errors.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import type { Growing, GrowthSpec } from "./program.js";

/** Capacity comes in steps of this many tokens, and a quarter more than is needed: kernels touch all of it. */
const step = 32;
const spare = 1.25;

export class LocalGrowing implements Growing {
  #rows: number;
  #capacity = 0;
  #buffers: Float32Array[];
  /** The inputs as they were fed last. */
  #fed: { rows: number; tensors: TensorMap } | undefined;

  constructor(readonly spec: GrowthSpec) {
    this.#rows = spec.rows;
    this.#buffers = spec.inputs.map(() => new Float32Array(0));
  }

  get names(): readonly string[] {
    return this.#buffers.length > 0 ? this.spec.inputs : [];
  }

  /** The inputs for a run on the first `rows` rows: the same tensors as before, unless these have moved. */
  tensors(rows: number): TensorMap {
    this.#reserve(rows, 0);
    if (this.#fed?.rows !== rows) {
      const { heads, width } = this.spec;
      const shape = [rows, heads, this.#capacity, width];
      const length = rows * heads * this.#capacity * width;
      const tensors = Object.fromEntries(
        this.names.map((name, i) => [
          name,
          { dtype: "f32" as const, shape, data: this.#buffers[i]!.subarray(0, length) },
        ]),
      );
      this.#fed = { rows, tensors };
    }
    return this.#fed.tensors;
  }

  /** Puts the output of a run behind the first `lengths[row]` tokens of each row. */
  append({ shape, data }: HostTensor, lengths: readonly number[]): void {
    const { inputs, heads, width } = this.spec;
    const [rows, tokens] = shape as [number, number];
    if (shape[2] !== inputs.length * heads * width || lengths.length !== rows)
      throw new InputError(`${lengths.length} rows of a cache can't grow by [${shape.join(", ")}]`);
    this.#reserve(rows, Math.max(...lengths) + tokens);
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

  async copyRow(from: number, to: number, length: number, source: Growing = this): Promise<void> {
    if (!(source instanceof LocalGrowing) || source.spec.inputs.length !== this.spec.inputs.length)
      throw new InputError("rows can be copied between caches of one program only");
    this.#reserve(to + 1, length);
    const { heads, width } = this.spec;
    this.#buffers.forEach((buffer, i) => {
      for (let head = 0; head < heads; head++) {
        const start = (from * heads + head) * source.#capacity * width;
        const part = source.#buffers[i]!.subarray(start, start + length * width);
        buffer.set(part, (to * heads + head) * this.#capacity * width);
      }
    });
  }

  #reserve(rows: number, length: number): void {
    if (rows <= this.#rows && length <= this.#capacity) return;
    const { heads, width } = this.spec;
    const old = { rows: this.#rows, capacity: this.#capacity };
    if (rows > this.#rows) this.#rows = Math.max(rows, 2 * this.#rows);
    if (length > this.#capacity) this.#capacity = Math.ceil((length * spare) / step) * step;
    this.#buffers = this.#buffers.map((buffer) => {
      const wider = new Float32Array(this.#rows * heads * this.#capacity * width);
      for (let i = 0; i < old.rows * heads; i++)
        wider.set(
          buffer.subarray(i * old.capacity * width, (i + 1) * old.capacity * width),
          i * this.#capacity * width,
        );
      return wider;
    });
    this.#fed = undefined;
  }

  release(): void {
    this.#buffers = [];
    this.#fed = undefined;
  }
}
