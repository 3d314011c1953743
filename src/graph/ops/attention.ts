/** @file What attention needs besides matrix products: rotary positions, the causal mask, cached decoding. */

import { fixed, sameShape } from "../dims.js";
import { add } from "./arithmetic.js";
import { splitFrom } from "./layout.js";
import { apply, define, fail, noGradient, type Operation, type Tensor } from "../tensor.js";

export interface Rotary {
  heads: number;
  /** cos and sin of position · frequency, each [positions, head width / 2]. */
  cos: Tensor;
  sin: Tensor;
}

/**
 * Rotary position embedding (Su et al., 2021), halves rotated as in Hugging Face's Llama:
 * x [rows, tokens, heads · width]; positions i64 [1] (that of the first token) or [rows, tokens].
 */
export const rotate = (x: Tensor, positions: Tensor, { heads, cos, sin }: Rotary, inverse = false): Tensor =>
  rotaryOperation([x, positions, cos, sin], { heads, inverse });

const rotaryOperation = define<{ heads: number; inverse: boolean }>({
  name: "rotate",
  infer: ([x, positions, cos, sin], { heads }) => {
    if (x!.shape.length !== 3 || fixed("rotate", x!, 2) !== heads * 2 * fixed("rotate", cos!, 1))
      fail("rotate", [x!, cos!, sin!], `x must be [rows, tokens, ${heads} · width], the tables [positions, width / 2]`);
    const [rows, tokens] = x!.shape;
    const fits = sameShape(positions!.shape, [1]) || sameShape(positions!.shape, [rows!, tokens!]);
    if (positions!.dtype !== "i64" || !fits)
      fail("rotate", [x!, positions!], "positions must be i64, [1] or [rows, tokens]");
    return [{ shape: x!.shape, dtype: x!.dtype }];
  },
  emit: (onnx, [x, positions, cos, sin], { heads, inverse }) => [
    onnx.op(
      "RotaryEmbedding",
      [x!, positions!, cos!, inverse ? onnx.op("Neg", [sin!]) : sin!],
      { num_heads: heads },
      "com.microsoft",
    ),
  ],
  // A rotation's transpose is the rotation back.
  gradient: ({ inputs: [x, positions, cos, sin], dy, attributes: { heads, inverse }, needs }) => {
    if (needs(2) || needs(3)) fail("rotate", [x!, cos!, sin!], "the tables have no gradient");
    return [rotate(dy, positions!, { heads, cos: cos!, sin: sin! }, !inverse)];
  },
});

/**
 * 0 where a query may look, −10⁹ where it may not: x [rows, tokens, ..] gives the keys 0 .. tokens − 1;
 * queries at positions i64 [rows, count] → [rows, 1, count, tokens], or without them the keys' own → [1, 1, tokens, tokens].
 */
export const causalMask = (x: Tensor, queries?: Tensor): Tensor =>
  maskOperation(queries ? [x, queries] : [x], undefined);

const maskOperation = define<undefined>({
  name: "causalMask",
  gradient: noGradient,
  infer: ([x, queries]) => {
    if (x!.shape.length < 2) fail("causalMask", [x!], "needs [rows, tokens, ..]");
    if (queries && (queries.shape.length !== 2 || queries.dtype !== "i64"))
      fail("causalMask", [x!, queries], "needs i64 queries [rows, count]");
    const tokens = x!.shape[1]!;
    return [
      { shape: queries ? [queries.shape[0]!, 1, queries.shape[1]!, tokens] : [1, 1, tokens, tokens], dtype: "f32" },
    ];
  },
  emit: (onnx, [x, queries]) => {
    const tokens = onnx.op("Squeeze", [onnx.sizes(x!, 1, 2)]);
    const keys = onnx.op("Range", [onnx.int(0), tokens, onnx.int(1)]);
    const rows = queries
      ? onnx.op("Unsqueeze", [queries, onnx.ints([1, 3])])
      : onnx.op("Unsqueeze", [keys, onnx.ints([0, 1, 3])]);
    return [onnx.op("Where", [onnx.op("Greater", [keys, rows]), onnx.float(-1e9), onnx.float(0)])];
  },
});

/**
 * The mask of a row that is a tree in depth-first order: ends i64 [rows, tokens], the place of the last token that stands
 * behind each (its own where none does). A token sees itself and those it stands behind, as if their sequence were alone.
 * Queries at the places i64 [rows, count] → [rows, 1, count, tokens]; without them all tokens' → [rows, 1, tokens, tokens].
 */
export const treeMask = (ends: Tensor, queries?: Tensor): Tensor =>
  add(treeOperation(queries ? [ends, queries] : [ends], undefined), causalMask(ends, queries));

const treeOperation = define<undefined>({
  name: "treeMask",
  gradient: noGradient,
  infer: ([ends, queries]) => {
    const [rows, tokens] = ends!.shape;
    if (ends!.shape.length !== 2 || ends!.dtype !== "i64") fail("treeMask", [ends!], "needs i64 ends [rows, tokens]");
    return [{ shape: [rows!, 1, (queries ?? ends!).shape[1]!, tokens!], dtype: "f32" }];
  },
  emit: (onnx, [ends, queries]) => {
    const tokens = onnx.op("Squeeze", [onnx.sizes(ends!, 1, 2)]);
    const rows = queries
      ? onnx.op("Unsqueeze", [queries, onnx.ints([1, 3])])
      : onnx.op("Unsqueeze", [onnx.op("Range", [onnx.int(0), tokens, onnx.int(1)]), onnx.ints([0, 1, 3])]);
    const seen = onnx.op("GreaterOrEqual", [onnx.op("Unsqueeze", [ends!, onnx.ints([1, 2])]), rows]);
    return [onnx.op("Where", [seen, onnx.float(0), onnx.float(-1e9)])];
  },
});

export interface CachedAttention {
  heads: number;
  keyValueHeads: number;
  scale: number;
  /** Absent for models with learned positions. */
  rotary?: Rotary;
}

/**
 * Attention over a cache: q [rows, tokens, heads · width], k and v [rows, tokens, kv heads · width], past keys and
 * values [rows, kv heads, past, width], lengths i32 [rows] (past + new tokens of each row, minus one), total i32
 * (the longest of them, plus one). Returns [rows, tokens, heads · width] and the grown cache. Rotary positions are applied within.
 * Where q, k and v are split from one tensor they are taken from it, and nothing is split.
 */
export function cachedAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  cache: { key: Tensor; value: Tensor; lengths: Tensor; total: Tensor },
  attributes: CachedAttention,
): { y: Tensor; key: Tensor; value: Tensor } {
  const { rotary } = attributes;
  const joined = splitFrom([q, k, v]);
  const inputs = [
    ...(joined ? [joined] : [q, k, v]),
    cache.key,
    cache.value,
    cache.lengths,
    cache.total,
    ...(rotary ? [rotary.cos, rotary.sin] : []),
  ];
  const operation = { ...attributes, joined: joined !== undefined };
  const [y, key, value] = apply(cachedOperation, inputs, operation) as [Tensor, Tensor, Tensor];
  return { y, key, value };
}

const cachedOperation: Operation<CachedAttention & { joined: boolean }> = {
  name: "cachedAttention",
  infer: (inputs, { heads, keyValueHeads, joined }) => {
    const projected = inputs.slice(0, joined ? 1 : 3);
    const [key, value, lengths, total] = inputs.slice(projected.length);
    const [rows, tokens] = projected[0]!.shape;
    const width = fixed("cachedAttention", key!, 3);
    const each = [heads, keyValueHeads, keyValueHeads];
    const counts = joined ? [heads + 2 * keyValueHeads] : each;
    const fits =
      projected.every((t, i) => sameShape(t.shape, [rows!, tokens!, counts[i]! * width])) &&
      [key!, value!].every((t) => sameShape(t.shape, [rows!, keyValueHeads, key!.shape[2]!, width]));
    if (!fits)
      fail(
        "cachedAttention",
        [...projected, key!, value!],
        `needs ${heads} query and ${keyValueHeads} key heads of the cache's width ${width}`,
      );
    if (lengths!.dtype !== "i32" || total!.dtype !== "i32")
      fail("cachedAttention", [lengths!, total!], "lengths and total must be i32");
    const grown = (t: Tensor): Tensor["shape"] => [t.shape[0]!, t.shape[1]!, "total_sequence_length", t.shape[3]!];
    return [
      { shape: [rows!, tokens!, heads * width], dtype: projected[0]!.dtype },
      { shape: grown(key!), dtype: key!.dtype },
      { shape: grown(value!), dtype: value!.dtype },
    ];
  },
  emit: (onnx, inputs, { heads, keyValueHeads, scale, rotary, joined }) =>
    onnx.node(
      "GroupQueryAttention",
      joined ? [inputs[0]!, "", "", ...inputs.slice(1)] : inputs,
      {
        num_heads: heads,
        kv_num_heads: keyValueHeads,
        scale: { float: scale },
        do_rotary: Number(rotary !== undefined),
      },
      { domain: "com.microsoft", outputs: 3 },
    ),
};
