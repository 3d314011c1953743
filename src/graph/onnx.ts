/** @file The ONNX file format (onnx.proto3), as much of it as our graphs need: written directly as protobuf bytes. */

import { bytesPerElement, elementCount, type DType, type HostTensor } from "../tensor/host-tensor.js";
import type { Signature } from "./shape.js";

export type Attribute = number | bigint | string | readonly number[] | HostTensor | { float: number };

/** A named input or output. */
export interface Value extends Signature {
  name: string;
}

export interface OnnxModel {
  nodes: {
    type: string;
    domain: string;
    inputs: readonly string[];
    outputs: readonly string[];
    attributes: Record<string, Attribute>;
  }[];
  initializers: { name: string; value: HostTensor; external: boolean }[];
  inputs: Value[];
  outputs: Value[];
}

/** IR and operator set versions: 21 is the newest that every runtime we target (ORT GenAI, transformers.js) takes. */
const irVersion = 10;
const opset = 21;

/** TensorProto.DataType. */
const dataType: Record<DType, number> = { f32: 1, u8: 2, i32: 6, i64: 7, bool: 9, f16: 10, bf16: 16 };

/** AttributeProto.AttributeType. */
const attributeType = { float: 1, int: 2, string: 3, tensor: 4, ints: 7 };

/** Protobuf wire format: fields are appended to one growing buffer. */
class Writer {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  int(field: number, value: number | bigint): this {
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | 5);
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  data(field: number, bytes: Uint8Array): this {
    this.#varint((field << 3) | 2);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  text(field: number, value: string): this {
    return this.data(field, new TextEncoder().encode(value));
  }

  message(field: number, build: (writer: Writer) => void): this {
    const inner = new Writer();
    build(inner);
    return this.data(field, inner.finish());
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

const bytesOf = ({ data }: HostTensor): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9, external_data 13, data_location 14. */
function writeTensor(writer: Writer, name: string, value: HostTensor, external: boolean): void {
  for (const d of value.shape) writer.int(1, d);
  writer.int(2, dataType[value.dtype]).text(8, name);
  if (!external) {
    writer.data(9, bytesOf(value));
    return;
  }
  const entry = (key: string, text: string): void => void writer.message(13, (w) => w.text(1, key).text(2, text));
  entry("location", name);
  entry("offset", "0");
  entry("length", `${elementCount(value.shape) * bytesPerElement[value.dtype]}`);
  writer.int(14, 1);
}

/** AttributeProto: name 1, f 2, i 3, s 4, t 5, ints 8, type 20. Whole numbers are ints; `{ float }` forces a float. */
function writeAttribute(writer: Writer, name: string, value: Attribute): void {
  writer.text(1, name);
  if (typeof value === "string") writer.text(4, value).int(20, attributeType.string);
  else if (typeof value === "number" || typeof value === "bigint") writer.int(3, value).int(20, attributeType.int);
  else if ("float" in value) writer.float(2, value.float).int(20, attributeType.float);
  else if ("dtype" in value)
    writer
      .message(5, (w) => {
        writeTensor(w, name, value, false);
      })
      .int(20, attributeType.tensor);
  else {
    for (const v of value) writer.int(8, v);
    writer.int(20, attributeType.ints);
  }
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1, dim_param 2 } } } }. */
function writeValueInfo(writer: Writer, { name, shape, dtype }: Value): void {
  writer.text(1, name).message(2, (type) =>
    type.message(1, (tensorType) =>
      tensorType.int(1, dataType[dtype]).message(2, (dims) => {
        for (const d of shape) dims.message(1, (dim) => (typeof d === "number" ? dim.int(1, d) : dim.text(2, d)));
      }),
    ),
  );
}

/** ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new Writer().int(1, irVersion).text(2, "lora-gen");
  writer.message(7, (graph) => {
    for (const { type, domain, inputs, outputs, attributes } of model.nodes)
      graph.message(1, (node) => {
        for (const name of inputs) node.text(1, name);
        for (const name of outputs) node.text(2, name);
        node.text(4, type);
        for (const [name, value] of Object.entries(attributes))
          node.message(5, (w) => {
            writeAttribute(w, name, value);
          });
        if (domain) node.text(7, domain);
      });
    graph.text(2, "lora-gen");
    for (const { name, value, external } of model.initializers)
      graph.message(5, (w) => {
        writeTensor(w, name, value, external);
      });
    for (const value of model.inputs)
      graph.message(11, (w) => {
        writeValueInfo(w, value);
      });
    for (const value of model.outputs)
      graph.message(12, (w) => {
        writeValueInfo(w, value);
      });
  });
  for (const [domain, version] of [
    ["", opset],
    ["com.microsoft", 1],
  ] as const)
    writer.message(8, (set) => set.text(1, domain).int(2, version));
  return writer.finish();
}
