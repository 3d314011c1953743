import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  causalMask,
  constant,
  dotProductAttention,
  gradients,
  input,
  sum,
  transpose,
  treeMask,
  unsqueeze,
} from "../../src/graph/index.js";
import { i64 } from "../../src/tensor/host-tensor.js";
import { at, build, mapRows, type Ndarray } from "./ndarray.js";
import { checkOperation, ids, real } from "./operation-case.js";

/** Slowly, with the mask as a condition. */
function reference(
  [q, k, v]: readonly Ndarray[],
  scale: number,
  sees: (lead: readonly number[], query: number, key: number) => boolean,
): Ndarray {
  const width = q!.shape.at(-1)!;
  const keys = k!.shape.at(-2)!;
  const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  const scores = build([...q!.shape.slice(0, -1), keys], (index) => {
    const [lead, query, key] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    if (!sees(lead, query, key)) return -Infinity;
    return scale * range(width).reduce((s, i) => s + at(q!, [...lead, query, i]) * at(k!, [...lead, key, i]), 0);
  });
  const weights = mapRows(scores, (row) => {
    const exp = row.map((x) => Math.exp(x - Math.max(...row)));
    const total = exp.reduce((a, b) => a + b);
    return exp.map((x) => x / total);
  });
  return build(q!.shape, (index) => {
    const [lead, query, i] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    return range(keys).reduce((s, key) => s + at(weights, [...lead, query, key]) * at(v!, [...lead, key, i]), 0);
  });
}

/** Blocks of one query, of several, and none at all in some. */
const tokens = fc.integer({ min: 1, max: 9 });
const few = fc.integer({ min: 1, max: 2 });
const sizes = { tokens, rows: few, heads: few, group: few };

describe("dotProductAttention", () => {
  test("over all keys that a token stands behind", () =>
    checkOperation({
      inputs: [0, 1, 2].map(() => real("rows", "heads", "tokens", "width")),
      sizes,
      build: ([q, k, v]) => {
        const mask = causalMask(transpose(q!, [0, 2, 1, 3]));
        return dotProductAttention(q!, k!, v!, mask, { scale: 0.7, causal: true });
      },
      reference: (arrays) => reference(arrays, 0.7, (_, query, key) => key <= query),
    }));

  /** The first third is a prefix, what follows branches of two tokens. */
  const treeEnds = (tokens: number): number[] => {
    const prefix = Math.floor(tokens / 3);
    return Array.from({ length: tokens }, (_, i) =>
      i < prefix ? tokens - 1 : Math.min(i + 1 - ((i - prefix) % 2), tokens - 1),
    );
  };

  test("of grouped heads, within a tree", () =>
    checkOperation({
      inputs: ["group", 1, 1].map((group) => real("rows", 2, group, "tokens", "width")),
      sizes,
      fixed: ["tokens"],
      build: ([q, k, v], { tokens }) => {
        const mask = treeMask(constant(i64([1, tokens!], treeEnds(tokens!))));
        return dotProductAttention(q!, k!, v!, unsqueeze(mask, [2]), { scale: 1, causal: true });
      },
      reference: (arrays, { tokens }) =>
        reference(arrays, 1, (_, query, key) => key <= query && treeEnds(tokens!)[key]! >= query),
    }));

  test("of queries at chosen places, which may see later ones", () =>
    checkOperation({
      inputs: [
        real("rows", "heads", "count", "width"),
        real("rows", "heads", "tokens", "width"),
        real("rows", "heads", "tokens", "width"),
        ids("tokens", "rows", "count"),
      ],
      sizes,
      build: ([q, k, v, places]) => {
        const mask = causalMask(transpose(k!, [0, 2, 1, 3]), places);
        return dotProductAttention(q!, k!, v!, mask, { scale: 2, causal: false });
      },
      reference: ([q, k, v, places]) =>
        reference([q!, k!, v!], 2, ([row], query, key) => key <= at(places!, [row!, query])),
    }));

  test("refuses what does not fit, and has no gradient of the mask", () => {
    const [q, k, mask] = [input("q", [2, 3, 4]), input("k", [2, 5, 4]), input("mask", [3, 5])];
    const attend = (causal: boolean, a = q, b = k, m = mask) => dotProductAttention(a, b, b, m, { scale: 1, causal });
    expect(() => attend(true)).toThrow(
      "dotProductAttention([2, 3, 4], [2, 5, 4], [2, 5, 4], [3, 5]): a causal one has as many queries as keys",
    );
    expect(() => attend(false, q, k, input("mask", [5, 3]))).toThrow("needs k and v [.., keys, width]");
    expect(() => attend(false, q, input("k", [4, 5, 4]))).toThrow("needs k and v [.., keys, width]");
    expect(() => gradients(sum(attend(false)), [mask])).toThrow("the loss does not depend on mask [3, 5]");
  });
});
