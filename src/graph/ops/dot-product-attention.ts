/**
 * @file Scaled dot-product attention (Vaswani et al., 2017). Where no query sees a later key it is computed in blocks of
 * queries, each over the keys up to its own end: of the square of scores, three eighths are never made.
 */

import { broadcastShapes, oneDtype, sameShape } from "../dims.js";
import type { Emitter } from "../emitter.js";
import { sumTo } from "./arithmetic.js";
import { apply, fail, type Operation, type Tensor } from "../tensor.js";

export interface DotProductAttention {
  /** Factor on the scores. */
  scale: number;
  /** Whether queries and keys are of the same tokens, and the mask hides every later one. */
  causal: boolean;
}

/** Blocks of queries: more save little (8 would skip 7/16), and each is half a dozen nodes. */
const blocks = 4;

/**
 * softmax(scale · q kᵀ + mask) v: q [..., queries, width], k and v [..., keys, width], mask [..., queries, keys]. The leading
 * axes of k and v, and of the mask, broadcast to those of q. Returns [..., queries, width]; the mask is taken as flat.
 */
export const dotProductAttention = (
  q: Tensor,
  k: Tensor,
  v: Tensor,
  mask: Tensor,
  attributes: DotProductAttention,
): Tensor => apply(operation, [q, k, v, mask], attributes)[0]!;

/** Its outputs are the result and, of each block, the softmax, which the gradient needs. */
const operation: Operation<DotProductAttention> = {
  name: "dotProductAttention",
  infer: ([q, k, v, mask], { causal }) => {
    const inputs = [q!, k!, v!, mask!];
    oneDtype("dotProductAttention", inputs);
    if (inputs.some(({ shape }) => shape.length < 2)) fail("dotProductAttention", inputs, "all need two axes or more");
    const [queries, keys] = [q!.shape.at(-2)!, k!.shape.at(-2)!];
    const lead = q!.shape.slice(0, -2);
    const fits =
      sameShape(k!.shape, v!.shape) &&
      q!.shape.at(-1) === k!.shape.at(-1) &&
      sameShape(mask!.shape.slice(-2), [queries, keys]) &&
      [k!, mask!].every(({ shape }) => {
        const both = broadcastShapes(shape.slice(0, -2), lead);
        return both && sameShape(both, lead);
      });
    if (!fits)
      fail(
        "dotProductAttention",
        inputs,
        "q [.., queries, width] needs k and v [.., keys, width] and a mask [.., queries, keys]",
      );
    if (causal && queries !== keys) fail("dotProductAttention", inputs, "a causal one has as many queries as keys");
    const softmax = (i: number): { shape: Tensor["shape"]; dtype: "f32" } => ({
      shape: [...lead, causal ? `block ${i} of ${queries}` : queries, causal ? `keys of block ${i}` : keys],
      dtype: "f32",
    });
    return [{ shape: q!.shape, dtype: q!.dtype }, ...Array.from({ length: causal ? blocks : 1 }, (_, i) => softmax(i))];
  },
  emit: (onnx, [q, k, v, mask], { scale, causal }) => {
    const made = blocksOf(onnx, mask!, causal).map((block) => {
      const scores = product(onnx, block.queries(q!), block.keys(k!), { transB: 1, alpha: { float: scale } });
      const softmax = onnx.op("Softmax", [onnx.op("Add", [scores, block.square(mask!)])], { axis: -1 });
      return { softmax, y: onnx.op("MatMul", [softmax, block.keys(v!)]) };
    });
    return [
      joined(
        onnx,
        made.map(({ y }) => y),
      ),
      ...made.map(({ softmax }) => softmax),
    ];
  },
  gradient: ({ inputs: [q, k, v, mask], outputs: [y, ...softmaxes], dy, attributes, needs }) => {
    const found = apply(gradientOperation, [q!, k!, v!, mask!, y!, dy, ...softmaxes], attributes);
    return [q!, k!, v!].map((x, i) => (needs(i) ? sumTo(found[i]!, x.shape) : undefined));
  },
};

/**
 * With softmax P and dP = dy vᵀ: dS = P ∘ (dP − Σ dP ∘ P), where the sum over keys is that of dy ∘ y over the width
 * (Dao et al., 2022). Its difference is part of the product, by a column more of each factor. Leading axes are those of q.
 */
const gradientOperation: Operation<DotProductAttention> = {
  name: "dotProductAttentionGradient",
  infer: ([q, k]) => {
    const keys = [...q!.shape.slice(0, -2), ...k!.shape.slice(-2)];
    return [q!.shape, keys, keys].map((shape) => ({ shape, dtype: "f32" }));
  },
  emit: (onnx, [q, k, v, mask, y, dy, ...softmaxes], { scale, causal }) => {
    const alpha = { float: scale };
    const sums = onnx.op("ReduceSum", [onnx.op("Mul", [dy!, y!]), onnx.ints([-1])], { keepdims: 1 });
    const left = onnx.op("Concat", [dy!, onnx.op("Neg", [sums])], { axis: -1 });
    const column = onnx.op("Concat", [onnx.sizes(v!, 0, -1), onnx.ints([1])], { axis: 0 });
    const right = onnx.op("Concat", [v!, onnx.filled(1, column)], { axis: -1 });
    const made = blocksOf(onnx, mask!, causal).map((block, i) => {
      const softmax = softmaxes[i]!;
      const dp = product(onnx, block.queries(left), block.keys(right), { transB: 1 });
      const ds = onnx.op("Mul", [softmax, dp]);
      return {
        dq: product(onnx, ds, block.keys(k!), { alpha }),
        dk: block.padded(product(onnx, ds, block.queries(q!), { transA: 1, alpha })),
        dv: block.padded(product(onnx, softmax, block.queries(dy!), { transA: 1 })),
      };
    });
    const total = (parts: readonly string[]): string => parts.reduce((a, b) => onnx.op("Add", [a, b]));
    return [
      joined(
        onnx,
        made.map(({ dq }) => dq),
      ),
      total(made.map(({ dk }) => dk)),
      total(made.map(({ dv }) => dv)),
    ];
  },
};

type Attributes = Parameters<Emitter["op"]>[2];

const product = (onnx: Emitter, a: string, b: string, attributes: Attributes): string =>
  onnx.op("FusedMatMul", [a, b], attributes, "com.microsoft");

/** Blocks of queries in order, put together. */
const joined = (onnx: Emitter, parts: readonly string[]): string =>
  parts.length === 1 ? parts[0]! : onnx.op("Concat", parts, { axis: -2 });

/** What of a tensor a block of queries has to do with. */
interface Block {
  /** Its queries: of [..., queries, n]. */
  queries(x: string): string;
  /** The keys that they may see: of [..., keys, n]. */
  keys(x: string): string;
  /** Of [..., queries, keys]. */
  square(x: string): string;
  /** [..., keys of the block, n] → [..., keys, n], with zeros for those that it does not see. */
  padded(x: string): string;
}

function blocksOf(onnx: Emitter, mask: string, causal: boolean): Block[] {
  const itself = (x: string): string => x;
  if (!causal) return [{ queries: itself, keys: itself, square: itself, padded: itself }];
  const tokens = onnx.sizes(mask, -1);
  // Rounded up: of few tokens the first block has some, and none sees no key at all.
  const bound = (i: number): string => {
    if (i === 0) return onnx.ints([0]);
    if (i === blocks) return tokens;
    const share = onnx.op("Add", [onnx.op("Mul", [tokens, onnx.ints([i])]), onnx.ints([blocks - 1])]);
    return onnx.op("Div", [share, onnx.ints([blocks])]);
  };
  return Array.from({ length: blocks }, (_, i) => {
    const [from, to] = [bound(i), bound(i + 1)];
    const last = i === blocks - 1;
    const rows = (x: string, start: string): string => onnx.op("Slice", [x, start, to, onnx.ints([-2])]);
    const pair = (a: string, b: string): string => onnx.op("Concat", [a, b], { axis: 0 });
    return {
      queries: (x) => rows(x, from),
      keys: (x) => (last ? x : rows(x, onnx.ints([0]))),
      square: (x) => onnx.op("Slice", [x, pair(from, onnx.ints([0])), pair(to, to), onnx.ints([-2, -1])]),
      padded: (x) => {
        if (last) return x;
        const rest = onnx.op("Sub", [tokens, to]);
        return onnx.op("Pad", [x, pair(onnx.ints([0]), rest), "", onnx.ints([-2])]);
      },
    };
  });
}
