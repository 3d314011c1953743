/** @file GGUF files written anew with other fields, or with tensors of other names, shapes and types. */

import type { Random } from "../../src/tensor/random.js";
import { parseGguf, type GgufValue } from "../../src/tensor/gguf.js";
import { ggufParts, type GgufField, type GgufOutput } from "../../src/tensor/gguf-write.js";
import { elementCount, f32 } from "../../src/tensor/host-tensor.js";

/** A value as a field of a type that holds it. */
function fieldOf(value: GgufValue): GgufField {
  const first = Array.isArray(value) ? value[0] : value;
  if (typeof first === "string") return { string: value } as GgufField;
  if (typeof first === "boolean") return { bool: value } as GgufField;
  const whole = [value].flat().every((n) => Number.isSafeInteger(n) && Math.abs(n as number) < 2 ** 31);
  return (whole ? { i32: value } : { f64: value }) as GgufField;
}

const oddities: readonly GgufField[] = [
  { u32: 0 },
  { u32: 1 },
  { u32: 3 },
  { u32: 2 ** 32 - 1 },
  { i32: -1 },
  { u64: 2 ** 53 },
  { f64: NaN },
  { f64: Infinity },
  { f64: 1e308 },
  { f32: 0.5 },
  { bool: true },
  { string: "" },
  { string: "long".repeat(20_000) },
  { string: [] },
  { i32: [] },
  { i32: [-1, 0, 2 ** 31 - 1] },
  { string: ["a", "b c", "", "a"] },
  { f32: Array<number>(5000).fill(NaN) },
];

/** Some fields of `bytes` dropped, or of other values and types, or one of its tensors changed. */
export async function mutateGguf(random: Random, bytes: Uint8Array): Promise<Uint8Array> {
  const { metadata, tensors } = parseGguf(bytes, bytes.length, "original")!;
  const fields: Record<string, GgufField | undefined> = {};
  for (const [key, value] of metadata) fields[key] = fieldOf(value);
  const outputs = [...tensors].map(([name, { type, shape, begin, end }]) => ({
    name,
    shape,
    data: type!.decode(bytes.subarray(begin, end)),
  }));
  for (let n = random.pick([1, 1, 2]); n > 0; n--) {
    const tensor = random.pick(outputs.length > 0 ? outputs : [{ name: "", shape: [0], data: new Float32Array() }]);
    switch (random.below(outputs.length > 0 ? 6 : 4)) {
      case 0:
        fields[random.pick(Object.keys(fields))] = undefined;
        break;
      case 4:
        tensor.name = random.pick([
          "",
          "__proto__",
          "blk.0.attn_q.weight",
          "blk.99999999999.attn_q.weight",
          "rope_freqs.weight",
        ]);
        break;
      case 5:
        tensor.shape = random.pick([
          [],
          [0],
          [1],
          tensor.shape.toReversed(),
          [...tensor.shape, 2],
          tensor.shape.slice(1),
        ]);
        tensor.data = new Float32Array(elementCount(tensor.shape)).fill(random.pick([1, 0, -1, NaN]));
        break;
      default:
        fields[random.pick(Object.keys(fields))] = random.pick(oddities);
    }
  }
  const written = outputs.map(({ name, shape, data }): GgufOutput => ({
    name,
    shape,
    dtype: "f32",
    read: () => f32(shape, data),
  }));
  const parts: Uint8Array[] = [];
  for await (const part of ggufParts(fields, written)) parts.push(part);
  return Buffer.concat(parts);
}
