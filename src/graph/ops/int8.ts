/** @file Products in 8 bits: of activations that are rounded row by row, by weights of 8 bits. */

import { tensor } from "../../tensor/host-tensor.js";
import { fixed, sameShape } from "../dims.js";
import type { EmittedModel } from "../emitter.js";
import { define, fail, type Tensor } from "../tensor.js";

/** Activations of 8 bits are u8 around this. */
const middle = 128;
/** What the largest element of a row becomes. */
const largest = 127;

const product = "MatMulIntegerToFloat";

/** Whether a model has such products: ONNX Runtime computes them on CPUs alone. */
export const hasInt8Products = ({ operators }: Pick<EmittedModel, "operators">): boolean => product in operators;

/**
 * x Wᵀ where W [out, in] has a scale for each of its rows (W8A8): x [..., in], codes i8 [in, out], the rows of W below each
 * other as columns, scales f32 [out]. Each row of x is rounded to 8 bits by a scale of its own, so that what stands in the
 * other rows changes nothing. The sums are exact. Without gradient.
 */
export const int8Linear = (x: Tensor, { codes, scales }: { codes: Tensor; scales: Tensor }): Tensor =>
  int8Operation([x, codes, scales], undefined);

const int8Operation = define<undefined>({
  name: "int8Linear",
  infer: (inputs) => {
    const [x, codes, scales] = inputs;
    const out = fixed("int8Linear", codes!, 1);
    const fits =
      codes!.dtype === "i8" &&
      sameShape(codes!.shape, [fixed("int8Linear", x!, -1), out]) &&
      sameShape(scales!.shape, [out]);
    if (!fits) fail("int8Linear", inputs, "x [.., in] needs i8 codes [in, out] and scales [out]");
    return [{ shape: [...x!.shape.slice(0, -1), out], dtype: "f32" }];
  },
  emit: (onnx, [x, codes, scales]) => {
    // Of a row of zeros this is 0, its quotients are NaN, their codes whatever they are: 0 times their products is 0.
    const range = onnx.op("ReduceMax", [onnx.op("Abs", [x!]), onnx.ints([-1])]);
    const step = onnx.float(1 / largest);
    const zero = onnx.constant(tensor("u8", [], Uint8Array.of(middle)));
    const rounded = onnx.op("QuantizeLinear", [onnx.op("Div", [x!, range]), step, zero]);
    const inputs = [rounded, codes!, step, scales!, zero];
    return [onnx.op("Mul", [onnx.op(product, inputs, {}, "com.microsoft"), range])];
  },
});
