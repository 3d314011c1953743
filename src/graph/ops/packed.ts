/** @file Products by matrices of 4 or 8 bits. */

import { fixed, sameShape } from "../dims.js";
import { dataType } from "../onnx.js";
import { define, fail, type Tensor } from "../tensor.js";
import { add, sum } from "./arithmetic.js";
import { reshape } from "./layout.js";
import { matmul } from "./matmul.js";

export interface PackedLinear {
  bits: 4 | 8;
  /** Elements of a row that share a scale. */
  block: number;
  /** Round the activations to 8 bits too, block by block: several times faster where there are few rows. */
  roundActivations: boolean;
}

/**
 * x Wᵀ where W [out, in] is scale · (code − middle code) + offset: x [..., in], codes u8 [out, in / block, block · bits / 8],
 * scales and offsets (none if left out) f32 [out, in / block]. Without gradient.
 */
export function packedLinear(
  x: Tensor,
  { codes, scales, offsets }: { codes: Tensor; scales: Tensor; offsets?: Tensor },
  attributes: PackedLinear,
): Tensor {
  const y = packedOperation([x, codes, scales], attributes);
  if (!offsets) return y;
  // An offset is the same for all of a block, so it meets the block's sum. (MatMulNBits takes zero points that are not
  // codes too, but unpacks the whole matrix for them each time.)
  const blocks = fixed("packedLinear", scales, 1);
  const sums = sum(reshape(x, [...x.shape.slice(0, -1), blocks, attributes.block]), [-1]);
  return add(y, matmul(sums, offsets, { transposeB: true }));
}

const packedOperation = define<PackedLinear>({
  name: "packedLinear",
  infer: (inputs, { bits, block }) => {
    const [x, codes, scales] = inputs;
    const width = fixed("packedLinear", x!, -1);
    const grid = [fixed("packedLinear", codes!, 0), width / block];
    const fits =
      codes!.dtype === "u8" && sameShape(codes!.shape, [...grid, (block * bits) / 8]) && sameShape(scales!.shape, grid);
    if (!fits) fail("packedLinear", inputs, `x [.., in] needs u8 codes [out, in / ${block}, ${(block * bits) / 8}]`);
    return [{ shape: [...x!.shape.slice(0, -1), grid[0]!], dtype: "f32" }];
  },
  emit: (onnx, inputs, { bits, block, roundActivations }, node) => {
    const [N, blocks] = node.inputs[2]!.shape as [number, number];
    const accuracy = roundActivations ? 4 : 1; // int8, f32
    const attributes = { N, K: blocks * block, bits, block_size: block, accuracy_level: accuracy };
    return [onnx.op("MatMulNBits", inputs, attributes, "com.microsoft")];
  },
});

/**
 * Rows of a table of 8 bits by index: element = scale · (code − 128), codes u8 [rows, width / block, block], scales f32
 * [rows, width / block], ids i64 [...] → [..., width]. Without gradient.
 */
export const packedEmbedding = (table: { codes: Tensor; scales: Tensor }, ids: Tensor): Tensor =>
  packedEmbeddingOperation([table.codes, table.scales, ids], undefined);

const packedEmbeddingOperation = define<undefined>({
  name: "packedEmbedding",
  infer: (inputs) => {
    const [codes, scales, ids] = inputs;
    const fits =
      codes!.dtype === "u8" && codes!.shape.length === 3 && sameShape(codes!.shape.slice(0, 2), scales!.shape);
    if (!fits || ids!.dtype !== "i64")
      fail("packedEmbedding", inputs, "needs u8 codes [rows, blocks, block], scales [rows, blocks] and i64 ids");
    const width = fixed("packedEmbedding", codes!, 1) * fixed("packedEmbedding", codes!, 2);
    return [{ shape: [...ids!.shape, width], dtype: "f32" }];
  },
  emit: (onnx, [codes, scales, ids], _, node) => {
    const rows = onnx.op("Cast", [onnx.op("Gather", [codes!, ids!], { axis: 0 })], { to: dataType.f32 });
    const each = onnx.op("Unsqueeze", [onnx.op("Gather", [scales!, ids!], { axis: 0 }), onnx.ints([-1])]);
    const values = onnx.op("Mul", [onnx.op("Sub", [rows, onnx.float(128)]), each]);
    const width = onnx.ints([node.outputs[0]!.shape.at(-1) as number]);
    return [onnx.op("Reshape", [values, onnx.op("Concat", [onnx.sizes(ids!), width], { axis: 0 })])];
  },
});
