/** @file Noise inside a graph, from a seed that is fed: the same seed gives the same numbers in every run. */

import type { Emitter } from "../emitter.js";
import { define, noGradient, type Tensor } from "../tensor.js";
import { log, mul, neg } from "./arithmetic.js";

/**
 * Uniform noise in (0, 1) of the shape of `x`, from a seed (i32, [1]) and the number of the stream: a 32-bit
 * counter hashed twice (the finaliser of MurmurHash3). ORT's own RandomUniform can't be resumed: its state is hidden.
 */
export const uniformLike = (x: Tensor, seed: Tensor, stream: number): Tensor => uniformOperation([x, seed], { stream });

const uniformOperation = define<{ stream: number }>({
  name: "uniformLike",
  infer: ([x]) => [{ shape: x!.shape, dtype: "f32" }],
  emit: (onnx, [x, seed], { stream }) => {
    const i32 = (v: number): string => onnx.constant({ dtype: "i32", shape: [1], data: Int32Array.of(v | 0) });
    const scalar = (v: number): string => onnx.constant({ dtype: "i32", shape: [], data: Int32Array.of(v) });
    const size = onnx.op("Cast", [onnx.op("Size", [x!])], { to: 6 });
    const counter = onnx.op("Range", [scalar(0), size, scalar(1)]);
    const key = mix(
      onnx,
      onnx.op("Add", [onnx.op("Mul", [seed!, i32(0x9e3779b1)]), i32(Math.imul(stream + 1, 0x85ebca77))]),
      i32,
    );
    const bits = mix(onnx, onnx.op("Add", [onnx.op("Mul", [counter, i32(0x9e3779b1)]), key]), i32);
    // Half a step keeps 0 out; with a step of 2⁻²³ the sum is exact in float32, so that the largest does not round to 1.
    const top = shiftRight(onnx, bits, 9);
    const unit = onnx.op("Add", [
      onnx.op("Mul", [onnx.op("Cast", [top], { to: 1 }), onnx.float(2 ** -23)]),
      onnx.float(2 ** -24),
    ]);
    return [onnx.op("Reshape", [unit, onnx.sizes(x!)])];
  },
  gradient: noGradient,
});

/** Logical shift of i32, by way of u32, the type that BitShift takes. */
function shiftRight(onnx: Emitter, x: string, by: number): string {
  const amount = onnx.op("Cast", [onnx.constant({ dtype: "i32", shape: [1], data: Int32Array.of(by) })], { to: 12 });
  const shifted = onnx.op("BitShift", [onnx.op("Cast", [x], { to: 12 }), amount], { direction: "RIGHT" });
  return onnx.op("Cast", [shifted], { to: 6 });
}

function mix(onnx: Emitter, x: string, i32: (v: number) => string): string {
  let h = x;
  const steps: [number, number?][] = [[16, 0x85ebca6b], [13, 0xc2b2ae35], [16]];
  for (const [by, factor] of steps) {
    h = onnx.op("BitwiseXor", [h, shiftRight(onnx, h, by)]);
    if (factor !== undefined) h = onnx.op("Mul", [h, i32(factor)]);
  }
  return h;
}

/** Inverted dropout: each element is 0 with probability `rate`, else divided by 1 − rate (Srivastava et al., 2014). */
export function dropout(x: Tensor, rate: number, seed: Tensor, stream: number): Tensor {
  return rate === 0 ? x : mul(x, keepMask([uniformLike(x, seed, stream)], { rate }));
}

const keepMask = define<{ rate: number }>({
  name: "keepMask",
  infer: ([u]) => [{ shape: u!.shape, dtype: "f32" }],
  emit: (onnx, [u], { rate }) => {
    const kept = onnx.op("Cast", [onnx.op("GreaterOrEqual", [u!, onnx.float(rate)])], { to: 1 });
    return [onnx.op("Mul", [kept, onnx.float(1 / (1 - rate))])];
  },
  gradient: noGradient,
});

/** Noise of the standard Gumbel distribution, −log(−log u), of the shape of `x`. */
export const gumbelLike = (x: Tensor, seed: Tensor, stream: number): Tensor =>
  neg(log(neg(log(uniformLike(x, seed, stream)))));
