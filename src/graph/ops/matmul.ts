/** @file Matrix products: batched, by a weight in PyTorch's [out, in] layout, and by one matrix a group of rows. */

import { broadcastShapes, oneDtype, sameShape } from "../dims.js";
import type { Emitter } from "../emitter.js";
import type { Shape } from "../shape.js";
import { define, fail, type Tensor } from "../tensor.js";
import { mul, sumTo } from "./arithmetic.js";
import { groupSum } from "./group-sum.js";

export interface MatmulOptions {
  /** Use the transpose of the last two axes of `a` (`b`). */
  transposeA?: boolean;
  transposeB?: boolean;
  /** Factor on the product; folded into the kernel. */
  scale?: number;
}

/** scale · op(a) op(b); a [..., m, k], b [..., k, n]. The leading axes of one broadcast to those of the other. */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false, scale = 1 } = options;
  return matmulOperation([a, b], { transposeA, transposeB, scale });
}

const matmulOperation = define<Required<MatmulOptions>>({
  name: "matmul",
  infer: ([a, b], { transposeA, transposeB }) => {
    if (a!.shape.length < 2 || b!.shape.length < 2) fail("matmul", [a!, b!], "both need two axes or more");
    oneDtype("matmul", [a!, b!]);
    const [m, k] = lastTwo(a!, transposeA);
    const [k2, n] = lastTwo(b!, transposeB);
    const lead = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    if (k !== k2 || !lead) fail("matmul", [a!, b!], `[.., ${m}, ${k}] by [.., ${k2}, ${n}]`);
    // [rows, 1] and [experts] would be [rows, experts]; ONNX Runtime's kernel for CUDA pairs them where they are equally many.
    if (![a!, b!].some((x) => covers(x.shape.slice(0, -2), lead)))
      fail("matmul", [a!, b!], "the leading axes of one must be those of the product");
    return [{ shape: [...lead, m, n], dtype: a!.dtype }];
  },
  emit: (onnx, [a, b], { transposeA, transposeB, scale }) => {
    if (!transposeA && !transposeB && scale === 1) return [onnx.op("MatMul", [a!, b!])];
    const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
    return [onnx.op("FusedMatMul", [a!, b!], attributes, "com.microsoft")];
  },
  gradient: ({ inputs: [a, b], dy, needs, attributes: { transposeA, transposeB, scale } }) => {
    // With A' = op(A), B' = op(B): dA' = dy B'ᵀ, dB' = A'ᵀ dy; a transposed operand takes the transpose of its own.
    const da = (): Tensor =>
      transposeA
        ? matmul(b!, dy, { transposeA: transposeB, transposeB: true, scale })
        : matmul(dy, b!, { transposeB: !transposeB, scale });
    const db = (): Tensor => {
      // One matrix for all leading positions is a weight: one product over all of them, not one each to be summed.
      if (b!.shape.length === 2 && !transposeA && scale === 1) return transposeB ? outer(dy, a!) : outer(a!, dy);
      return transposeB
        ? matmul(dy, a!, { transposeA: true, transposeB: transposeA, scale })
        : matmul(a!, dy, { transposeA: !transposeA, scale });
    };
    return [needs(0) ? sumTo(da(), a!.shape) : undefined, needs(1) ? sumTo(db(), b!.shape) : undefined];
  },
});

/** Whether `lead` is all of a shape but axes of 1 before it. */
const covers = (lead: Shape, all: Shape): boolean =>
  sameShape([...Array<number>(all.length - lead.length).fill(1), ...lead], all);

function lastTwo({ shape }: Tensor, transposed: boolean): [number | string, number | string] {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  return transposed ? [columns, rows] : [rows, columns];
}

/** x Wᵀ + b for x [..., in], weight [out, in] (as PyTorch stores it), bias [out]. */
export const linear = (x: Tensor, weight: Tensor, bias?: Tensor): Tensor =>
  linearOperation(bias ? [x, weight, bias] : [x, weight], undefined);

const linearOperation = define<undefined>({
  name: "linear",
  infer: ([x, weight, bias]) => {
    const inputs = bias ? [x!, weight!, bias] : [x!, weight!];
    oneDtype("linear", inputs);
    if (weight!.shape.length !== 2 || x!.shape.at(-1) !== weight!.shape[1])
      fail("linear", inputs, "x [.., in] needs a weight [out, in]");
    if (bias && (bias.shape.length !== 1 || bias.shape[0] !== weight!.shape[0]))
      fail("linear", inputs, "the bias must be [out]");
    return [{ shape: [...x!.shape.slice(0, -1), weight!.shape[0]!], dtype: x!.dtype }];
  },
  emit: (onnx, [x, weight, bias], _, node) => {
    // Gemm takes W as it is stored and adds the bias in one pass, but only in two dimensions.
    const [input, out] = [node.inputs[0]!, node.outputs[0]!];
    if (input.shape.length === 2) return [onnx.op("Gemm", bias ? [x!, weight!, bias] : [x!, weight!], { transB: 1 })];
    const rows = onnx.flat(x!);
    const y = onnx.op("Gemm", bias ? [rows, weight!, bias] : [rows, weight!], { transB: 1 });
    const width = out.shape.at(-1)!;
    const last = typeof width === "number" ? onnx.ints([width]) : onnx.sizes(weight!, 0, 1);
    return [onnx.op("Reshape", [y, onnx.op("Concat", [onnx.sizes(x!, 0, -1), last], { axis: 0 })])];
  },
  gradient: ({ inputs: [x, weight, bias], dy, needs }) => [
    needs(0) ? matmul(dy, weight!) : undefined,
    needs(1) ? outer(dy, x!) : undefined,
    bias && needs(2) ? sumTo(dy, bias.shape) : undefined,
  ],
});

/** Σ over all leading positions of aᵀ b: a [..., m], b [..., n] → [m, n]. The gradient of a weight. */
const outer = (a: Tensor, b: Tensor): Tensor => outerOperation([a, b], undefined);

const outerOperation = define<undefined>({
  name: "outer",
  infer: ([a, b]) => {
    const same = a!.shape.length === b!.shape.length && a!.shape.slice(0, -1).every((d, i) => d === b!.shape[i]);
    if (!same) fail("outer", [a!, b!], "leading axes differ");
    return [{ shape: [a!.shape.at(-1)!, b!.shape.at(-1)!], dtype: a!.dtype }];
  },
  emit: (onnx, names, _, node) => {
    const [a, b] = names.map((x, i) => (node.inputs[i]!.shape.length === 2 ? x : onnx.flat(x)));
    return [onnx.op("Gemm", [a!, b!], { transA: 1 })];
  },
});

/**
 * Rows in groups, a matrix a group: x [rows, tokens, in], w [groups, in, out] → [rows, tokens, out].
 * Row i uses matrix ⌊i · groups / rows⌋, so the rows of one group stand together: each system prompt's
 * adapter serves all of its requests. `rows` must be a multiple of `groups`.
 */
export const groupedMatmul = (x: Tensor, w: Tensor, transposeW = false): Tensor =>
  groupedOperation([x, w], { transposeW });

const groupedOperation = define<{ transposeW: boolean }>({
  name: "groupedMatmul",
  infer: ([x, w], { transposeW }) => {
    oneDtype("groupedMatmul", [x!, w!]);
    const [inner, out] = lastTwo(w!, transposeW);
    if (x!.shape.length !== 3 || w!.shape.length !== 3 || x!.shape[2] !== inner)
      fail("groupedMatmul", [x!, w!], "x [rows, tokens, in] needs w [groups, in, out]");
    return [{ shape: [x!.shape[0]!, x!.shape[1]!, out], dtype: x!.dtype }];
  },
  emit: (onnx, [x, w], { transposeW }) => {
    const grouped = intoGroups(onnx, x!, w!);
    const y = onnx.op("FusedMatMul", [grouped, w!], { transB: Number(transposeW) }, "com.microsoft");
    const width = onnx.sizes(w!, transposeW ? 1 : 2, transposeW ? 2 : 3);
    return [onnx.op("Reshape", [y, onnx.op("Concat", [onnx.sizes(x!, 0, 2), width], { axis: 0 })])];
  },
  gradient: ({ inputs: [x, w], dy, needs, attributes: { transposeW } }) => [
    needs(0) ? groupedMatmul(dy, w!, !transposeW) : undefined,
    needs(1) ? (transposeW ? groupedOuter(dy, x!, w!) : groupedOuter(x!, dy, w!)) : undefined,
  ],
});

/** Σ of aᵀ b within each group of rows: a [rows, tokens, m], b [rows, tokens, n], groups as of `like` → [groups, m, n]. */
const groupedOuter = (a: Tensor, b: Tensor, like: Tensor): Tensor => groupedOuterOperation([a, b, like], undefined);

const groupedOuterOperation = define<undefined>({
  name: "groupedOuter",
  infer: ([a, b, like]) => [{ shape: [like!.shape[0]!, a!.shape[2]!, b!.shape[2]!], dtype: a!.dtype }],
  emit: (onnx, [a, b, like]) => [
    onnx.op("FusedMatMul", [intoGroups(onnx, a!, like!), intoGroups(onnx, b!, like!)], { transA: 1 }, "com.microsoft"),
  ],
});

/** Rows in groups, a factor a group and column: x [rows, tokens, n] · s [groups, n], groups as in `groupedMatmul`. */
export const groupedMul = (x: Tensor, s: Tensor): Tensor => groupedMulOperation([x, s], undefined);

const groupedMulOperation = define<undefined>({
  name: "groupedMul",
  infer: ([x, s]) => {
    if (x!.shape.length !== 3 || s!.shape.length !== 2 || x!.shape[2] !== s!.shape[1])
      fail("groupedMul", [x!, s!], "x [rows, tokens, n] needs s [groups, n]");
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  emit: (onnx, [x, s]) => {
    const y = onnx.op("Mul", [intoGroups(onnx, x!, s!), onnx.op("Unsqueeze", [s!, onnx.ints([1])])]);
    return [onnx.op("Reshape", [y, onnx.sizes(x!)])];
  },
  gradient: ({ inputs: [x, s], dy, needs }) => [
    needs(0) ? groupedMul(dy, s!) : undefined,
    needs(1) ? groupSum([mul(dy, x!), s!], undefined) : undefined,
  ],
});

/** [rows, tokens, n] → [groups, rows / groups · tokens, n]; no data moves. */
function intoGroups(onnx: Emitter, x: string, w: string): string {
  const shape = onnx.op("Concat", [onnx.sizes(w, 0, 1), onnx.ints([-1]), onnx.sizes(x, 2)], { axis: 0 });
  return onnx.op("Reshape", [x, shape]);
}
