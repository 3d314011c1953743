/** @file Products by matrices of 4 or 8 bits. */

import { fixed, sameShape } from "../dims.js";
import { define, fail, type Tensor } from "../tensor.js";

export interface PackedLinear {
  bits: 4 | 8;
  /** Elements of a row that share a scale. */
  block: number;
  /** Round the activations to 8 bits too, block by block: several times faster where there are few rows. */
  roundActivations: boolean;
}

/**
 * x Wᵀ where W [out, in] is scale · (code − zero): x [..., in], codes u8 [out, in / block, block · bits / 8], scales and
 * zeros f32 [out, in / block] (zeros with 4 bits only; the middle code if left out). Without gradient.
 */
export const packedLinear = (
  x: Tensor,
  { codes, scales, zeros }: { codes: Tensor; scales: Tensor; zeros?: Tensor },
  attributes: PackedLinear,
): Tensor => packedOperation([x, codes, scales, ...(zeros ? [zeros] : [])], attributes);

const packedOperation = define<PackedLinear>({
  name: "packedLinear",
  infer: (inputs, { bits, block }) => {
    const [x, codes, scales, zeros] = inputs;
    const width = fixed("packedLinear", x!, -1);
    const grid = [fixed("packedLinear", codes!, 0), width / block];
    const fits =
      codes!.dtype === "u8" &&
      sameShape(codes!.shape, [...grid, (block * bits) / 8]) &&
      sameShape(scales!.shape, grid) &&
      (!zeros || (sameShape(zeros.shape, grid) && bits === 4));
    if (!fits) fail("packedLinear", inputs, `x [.., in] needs u8 codes [out, in / ${block}, ${(block * bits) / 8}]`);
    return [{ shape: [...x!.shape.slice(0, -1), grid[0]!], dtype: "f32" }];
  },
  emit: (onnx, inputs, { bits, block, roundActivations }, node) => {
    const [N, blocks] = node.inputs[2]!.shape as [number, number];
    return [
      onnx.op(
        "MatMulNBits",
        inputs,
        { N, K: blocks * block, bits, block_size: block, accuracy_level: roundActivations ? 4 : 1 },
        "com.microsoft",
      ),
    ];
  },
});
