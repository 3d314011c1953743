/** @file Normalisations over the last axis, and batch norm. */

import { sameShape } from "../dims.js";
import { apply, define, fail, noGradient, type Operation, type Tensor } from "../tensor.js";
import { add, div, mean, mul, sqrt, sub, sumTo } from "./arithmetic.js";

/** RMS norm, w · x / √(mean(x²) + ε) over the last axis (Zhang and Sennrich, 2019); weight [width]. */
export const rmsNorm = (x: Tensor, weight: Tensor, epsilon: number): Tensor =>
  apply(rmsOperation, [x, weight], { epsilon })[0]!;

const rmsOperation: Operation<{ epsilon: number }> = {
  name: "rmsNorm",
  infer: ([x, weight]) => {
    if (weight!.shape.length !== 1 || weight!.shape[0] !== x!.shape.at(-1))
      fail("rmsNorm", [x!, weight!], "the weight must be [width]");
    return [
      { shape: x!.shape, dtype: x!.dtype },
      { shape: [...x!.shape.slice(0, -1), 1], dtype: x!.dtype },
    ];
  },
  emit: (onnx, [x, weight], { epsilon }) =>
    onnx.node(
      "SimplifiedLayerNormalization",
      [x!, weight!],
      { axis: -1, epsilon: { float: epsilon }, stash_type: 1 },
      { outputs: 2 },
    ),
  // With r = 1/√(mean(x²) + ε), n = x·r, g = dy·w: dx = r · (g − n · mean(g·n)), dw = Σ dy·n.
  gradient: ({ inputs: [x, weight], outputs: [, r], dy, needs }) => {
    const n = mul(x!, r!);
    const g = mul(dy, weight!);
    return [
      needs(0) ? mul(sub(g, mul(n, mean(mul(g, n), [-1], true))), r!) : undefined,
      needs(1) ? sumTo(mul(dy, n), weight!.shape) : undefined,
    ];
  },
};

/** x + delta, and its RMS norm, in one pass. Without gradient: `add` and `rmsNorm` have one. */
export function addRmsNorm(x: Tensor, delta: Tensor, weight: Tensor, epsilon: number): { sum: Tensor; normed: Tensor } {
  const [normed, sum] = apply(addRmsOperation, [x, delta, weight], { epsilon }) as [Tensor, Tensor];
  return { sum, normed };
}

const addRmsOperation: Operation<{ epsilon: number }> = {
  name: "addRmsNorm",
  infer: ([x, delta, weight]) => {
    if (!sameShape(x!.shape, delta!.shape) || !sameShape(weight!.shape, [x!.shape.at(-1)!]))
      fail("addRmsNorm", [x!, delta!, weight!], "x and delta must be of one shape, the weight [width]");
    const { shape, dtype } = x!;
    return [
      { shape, dtype },
      { shape, dtype },
    ];
  },
  emit: (onnx, inputs, { epsilon }) => {
    // Between them stand statistics that ORT's kernel for CPUs does not give.
    const attributes = { epsilon: { float: epsilon } };
    const results = onnx.node("SkipSimplifiedLayerNormalization", inputs, attributes, {
      domain: "com.microsoft",
      outputs: 4,
    });
    return [results[0]!, results[3]!];
  },
};

/** Layer norm, w · (x − mean) / √(var + ε) + b over the last axis (Ba et al., 2016); weight and bias [width]. */
export const layerNorm = (x: Tensor, weight: Tensor, bias: Tensor, epsilon: number): Tensor =>
  apply(layerOperation, [x, weight, bias], { epsilon })[0]!;

const layerOperation: Operation<{ epsilon: number }> = {
  name: "layerNorm",
  infer: ([x, weight, bias]) => {
    for (const p of [weight!, bias!])
      if (p.shape.length !== 1 || p.shape[0] !== x!.shape.at(-1))
        fail("layerNorm", [x!, weight!, bias!], "weight and bias must be [width]");
    const statistic = { shape: [...x!.shape.slice(0, -1), 1], dtype: x!.dtype };
    return [{ shape: x!.shape, dtype: x!.dtype }, statistic, statistic];
  },
  emit: (onnx, inputs, { epsilon }) =>
    onnx.node("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } }, { outputs: 3 }),
  // As for RMS norm, with n = (x − mean) · r: dx = r · (g − mean(g) − n · mean(g·n)).
  gradient: ({ inputs: [x, weight, bias], outputs: [, average, r], dy, needs }) => {
    const n = mul(sub(x!, average!), r!);
    const g = mul(dy, weight!);
    return [
      needs(0) ? mul(sub(sub(g, mean(g, [-1], true)), mul(n, mean(mul(g, n), [-1], true))), r!) : undefined,
      needs(1) ? sumTo(mul(dy, n), weight!.shape) : undefined,
      needs(2) ? sumTo(dy, bias!.shape) : undefined,
    ];
  },
};

export interface BatchNorm {
  weight: Tensor;
  bias: Tensor;
  /** Running statistics, used at inference. */
  mean: Tensor;
  variance: Tensor;
}

export interface BatchStatistics {
  mean: Tensor;
  /** Unbiased, as PyTorch keeps it. */
  variance: Tensor;
}

/**
 * Batch norm over axis 0 (Ioffe and Szegedy, 2015): x [batch, ...features]; every parameter is of the features' shape.
 * In training the batch's own (biased) statistics normalise, and are returned for the running ones.
 */
export function batchNorm(x: Tensor, norm: BatchNorm, training: boolean): { y: Tensor; statistics?: BatchStatistics } {
  const epsilon = 1e-5;
  for (const p of [norm.weight, norm.bias, norm.mean, norm.variance])
    if (!sameShape(p.shape, x.shape.slice(1)))
      fail("batchNorm", [x, p], "parameters must be of the shape of the features");
  const scaled = (average: Tensor, variance: Tensor): Tensor =>
    add(mul(div(sub(x, average), sqrt(add(variance, epsilon))), norm.weight), norm.bias);
  if (!training) return { y: scaled(norm.mean, norm.variance) };
  const average = mean(x, [0]);
  const centred = sub(x, average);
  const variance = mean(mul(centred, centred), [0]);
  return { y: scaled(average, variance), statistics: { mean: average, variance: mul(variance, bessel(x)) } };
}

/** n / (n − 1) for the batch size n (1 where n is 1). */
const bessel = (x: Tensor): Tensor => besselOperation([x], undefined);

const besselOperation = define<undefined>({
  name: "bessel",
  infer: () => [{ shape: [], dtype: "f32" }],
  emit: (onnx, [x]) => {
    const n = onnx.op("Squeeze", [onnx.op("Cast", [onnx.sizes(x!, 0, 1)], { to: 1 })]);
    return [onnx.op("Div", [n, onnx.op("Max", [onnx.op("Sub", [n, onnx.float(1)]), onnx.float(1)])])];
  },
  gradient: noGradient,
});
