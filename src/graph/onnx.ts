/** @file The ONNX file format (onnx.proto3), as much of it as our graphs need: written directly as protobuf bytes. */

import type { DType, HostTensor } from "../tensor/host-tensor.js";
import { byteLength, bytesOf, type TensorInfo } from "../tensor/source.js";
import type { Signature } from "./shape.js";

export type Attribute = number | bigint | string | readonly number[] | HostTensor | { float: number };

/** A named input or output. */
export interface Value extends Signature {
  name: string;
}

/** Where the bytes of a tensor lie outside the model: a file beside it (or a name, from memory), and where in it they start. */
export interface Place {
  location: string;
  offset: number;
}

export interface OnnxModel {
  nodes: {
    type: string;
    domain: string;
    inputs: readonly string[];
    outputs: readonly string[];
    attributes: Record<string, Attribute>;
  }[];
  initializers: ({ name: string } & ({ value: HostTensor } | { info: TensorInfo; at: Place }))[];
  inputs: Value[];
  outputs: Value[];
}

/** IR and operator set versions: 21 is the newest that every runtime we target (ORT GenAI, transformers.js) takes. */
const irVersion = 10;
const opset = 21;

/** TensorProto.DataType. */
export const dataType: Record<DType, number> = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, bool: 9, f16: 10, bf16: 16 };

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

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
function writeTensor(writer: Writer, name: string, value: HostTensor): void {
  for (const d of value.shape) writer.int(1, d);
  writer.int(2, dataType[value.dtype]).text(8, name).data(9, bytesOf(value));
}

/** TensorProto: dims 1, data_type 2, name 8, external_data 13 { key 1, value 2 }, data_location 14 (1: external). */
function writeExternal(writer: Writer, name: string, info: TensorInfo, { location, offset }: Place): void {
  for (const d of info.shape) writer.int(1, d);
  writer.int(2, dataType[info.dtype]).text(8, name);
  const entry = (key: string, text: string): void => void writer.message(13, (w) => w.text(1, key).text(2, text));
  entry("location", location);
  entry("offset", `${offset}`);
  entry("length", `${byteLength(info)}`);
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
        writeTensor(w, name, value);
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
        node.text(3, outputs[0]!).text(4, type); // quantisers tell nodes by name
        for (const [name, value] of Object.entries(attributes))
          node.message(5, (w) => {
            writeAttribute(w, name, value);
          });
        if (domain) node.text(7, domain);
      });
    graph.text(2, "lora-gen");
    for (const tensor of model.initializers)
      graph.message(5, (w) => {
        if ("value" in tensor) writeTensor(w, tensor.name, tensor.value);
        else writeExternal(w, tensor.name, tensor.info, tensor.at);
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
