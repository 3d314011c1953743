/** @file Softmax, cross-entropy and top-k gates. */

import { fixed, sameShape } from "../dims.js";
import { define, fail, noGradient, type Tensor } from "../tensor.js";
import { div, mul, sub, sum } from "./arithmetic.js";

/** Softmax over the last axis. */
export const softmax = (x: Tensor): Tensor => softmaxOperation([x], undefined);

const softmaxOperation = define<undefined>({
  name: "softmax",
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  emit: (onnx, [x]) => [onnx.op("Softmax", [x!], { axis: -1 })],
  // dx = y · (dy − Σ dy·y)
  gradient: ({ outputs: [y], dy }) => [mul(y!, sub(dy, sum(mul(dy, y!), [-1], true)))],
});

/** Negative log-likelihood of each target: logits [..., vocabulary], targets i64 [...] → [...] in nats. */
export const tokenLoss = (logits: Tensor, targets: Tensor): Tensor => tokenLossOperation([logits, targets], undefined);

const tokenLossOperation = define<undefined>({
  name: "tokenLoss",
  infer: ([logits, targets]) => {
    if (targets!.dtype !== "i64" || !sameShape(logits!.shape.slice(0, -1), targets!.shape))
      fail("tokenLoss", [logits!, targets!], "needs logits [.., vocabulary] and i64 targets [..]");
    return [{ shape: targets!.shape, dtype: "f32" }];
  },
  emit: (onnx, [logits, targets]) => {
    const column = onnx.op("Unsqueeze", [targets!, onnx.ints([-1])]);
    const logProbabilities = onnx.op("LogSoftmax", [logits!], { axis: -1 });
    const picked = onnx.op("GatherElements", [logProbabilities, column], { axis: -1 });
    return [onnx.op("Neg", [onnx.op("Squeeze", [picked, onnx.ints([-1])])])];
  },
  gradient: ({ inputs: [logits, targets], dy }) => [tokenLossGradient([logits!, targets!, dy], undefined), undefined],
});

/** (softmax(logits) − onehot(targets)) · dy */
const tokenLossGradient = define<undefined>({
  name: "tokenLossGradient",
  infer: ([logits]) => [{ shape: logits!.shape, dtype: "f32" }],
  emit: (onnx, [logits, targets, dy]) => {
    const column = onnx.op("Unsqueeze", [targets!, onnx.ints([-1])]);
    const weight = onnx.op("Unsqueeze", [dy!, onnx.ints([-1])]);
    const scaled = onnx.op("Mul", [onnx.op("Softmax", [logits!], { axis: -1 }), weight]);
    const updates = onnx.op("Neg", [weight]);
    return [onnx.op("ScatterElements", [scaled, column, updates], { axis: -1, reduction: "add" })];
  },
});

/**
 * Weighted mean of the token losses, Σ w·nll / Σ w (a scalar): logits [..., vocabulary], targets i64 [...],
 * weights f32 [...]; weight 0 leaves a position out. At least one weight must be positive.
 */
export const crossEntropy = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor =>
  div(sum(mul(tokenLoss(logits, targets), weights)), sum(weights));

/** 1 at the `k` largest of the last axis, else 0 (the first of equals wins); flat, so without gradient. */
export const topKMask = (x: Tensor, k: number): Tensor => topKOperation([x], { k });

const topKOperation = define<{ k: number }>({
  name: "topKMask",
  infer: ([x], { k }) => {
    if (k < 1 || k > fixed("topKMask", x!, -1)) fail("topKMask", [x!], `can't keep ${k}`);
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  emit: (onnx, [x], { k }) => {
    const index = onnx.node("TopK", [x!, onnx.ints([k])], { axis: -1 }, { outputs: 2 })[1]!;
    const of = (value: number, like: string): string => onnx.filled(value, onnx.sizes(like));
    return [onnx.op("ScatterElements", [of(0, x!), index, of(1, index)], { axis: -1 })];
  },
  gradient: noGradient,
});

/** 1 where the largest logit is the target's, else 0: logits [..., vocabulary], targets i64 [...] → f32 [...]. */
export const isTop = (logits: Tensor, targets: Tensor): Tensor => isTopOperation([logits, targets], undefined);

const isTopOperation = define<undefined>({
  name: "isTop",
  gradient: noGradient,
  infer: ([, targets]) => [{ shape: targets!.shape, dtype: "f32" }],
  emit: (onnx, [logits, targets]) => {
    const best = onnx.op("ArgMax", [logits!], { axis: -1, keepdims: 0 });
    return [onnx.op("Cast", [onnx.op("Equal", [best, targets!])], { to: 1 })];
  },
});
