/** @file Activation functions. */

import { define, noGradient, scalar, type Tensor } from "../tensor.js";
import { add, exp, mul, neg, onnxOp, sigmoid, sub, tanh, unary } from "./arithmetic.js";

export const relu = unary("relu", onnxOp("Relu"), (x, _y, dy) => mul(dy, step(x)));

/** 1 where x > 0, else 0; flat, so without gradient. */
export const step = (x: Tensor): Tensor => stepOperation([x], undefined);

const stepOperation = define<undefined>({
  name: "step",
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  emit: (onnx, [x]) => [onnx.op("Cast", [onnx.op("Greater", [x!, onnx.float(0)])], { to: 1 })],
  gradient: noGradient,
});

/** SiLU, x · σ(x) (Elfwing et al., 2018). */
export const silu = unary(
  "silu",
  (onnx, [x]) => [onnx.op("QuickGelu", [x!], { alpha: { float: 1 } }, "com.microsoft")],
  // d/dx x·σ(x) = σ(x) · (1 + x · (1 − σ(x))) = σ(x) + y · (1 − σ(x))
  (x, y, dy) => {
    const s = sigmoid(x);
    return mul(dy, add(s, mul(y, sub(scalar(1), s))));
  },
);

/** Exact GELU, x · Φ(x) (Hendrycks and Gimpel, 2016). */
export const gelu = unary(
  "gelu",
  (onnx, [x]) => [onnx.op("Gelu", [x!], {}, "com.microsoft")],
  // Φ(x) + x · φ(x)
  (x, _y, dy) => {
    const cdf = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const pdf = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return mul(dy, add(cdf, mul(x, pdf)));
  },
);

const erf = unary("erf", onnxOp("Erf"), (x, _y, dy) => mul(dy, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))));

/** GELU by its tanh approximation ("gelu_pytorch_tanh"); made of other operations. */
export function geluTanh(x: Tensor): Tensor {
  const inner = mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
}
