/** @file Floating-point operations of a graph, counted node by node from its shapes: nothing is run. */

import { ShapeError } from "../errors.js";
import type { Dim } from "./shape.js";
import { inputName, isInput, topological, type Node, type Tensor } from "./tensor.js";

export interface Flops {
  total: number;
  /** Of matrix products alone: 2 · m · n · k each, the figure that papers give (some give half of it, the multiply-adds). */
  products: number;
  byOperation: Record<string, number>;
}

/** What moves numbers, or makes them of nothing, counts as nothing. */
const free = new Set(
  `input constant embedding gatherPositions gatherIds rearrange slice part concat pad prepend reshape split squeeze unsqueeze transpose expandLike
  overGroups shiftIds tokenPositions maskLengths maskPositions maskTotal ratio`.split(/\s+/),
);

/** Operations for one run where named dims have `sizes`. Besides products, one for each number that a node makes. */
export function countFlops(outputs: readonly Tensor[], sizes: Readonly<Record<string, number>>): Flops {
  const size = (dim: Dim): number => {
    if (typeof dim === "number") return dim;
    // What is put together has a dim named so: "8 + tokens".
    const parts = dim.split(" + ");
    if (parts.length > 1) return parts.reduce((sum, part) => sum + (/^\d+$/.test(part) ? Number(part) : size(part)), 0);
    const value = sizes[dim];
    if (value === undefined) throw new ShapeError(`the size of "${dim}" is needed to count operations`);
    return value;
  };
  const byOperation: Record<string, number> = {};
  let [total, products] = [0, 0];
  for (const node of topological(outputs)) {
    const { name } = node.operation;
    const inner = innerOf(node);
    if (inner === undefined && free.has(name)) continue;
    const elements = elementsOf(node, size);
    const flops = inner === undefined ? elements : 2 * elements * inner.reduce<number>((n, dim) => n * size(dim), 1);
    byOperation[name] = (byOperation[name] ?? 0) + flops;
    total += flops;
    if (inner !== undefined) products += flops;
  }
  return { total, products, byOperation };
}

/** Sizes of the named dims of inputs, by what would be fed to them. */
export function sizesOf(
  outputs: readonly Tensor[],
  feeds: Readonly<Record<string, { shape: readonly number[] }>>,
): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { outputs: made } of topological(outputs)) {
    const feed = isInput(made[0]!) ? feeds[inputName(made[0]!)] : undefined;
    made[0]!.shape.forEach((dim, i) => {
      if (feed && typeof dim === "string") sizes[dim] = feed.shape[i]!;
    });
  }
  return sizes;
}

const elementsOf = ({ operation, outputs }: Node, size: (dim: Dim) => number): number =>
  outputs[0]!.shape
    // Of a gradient by groups: each row is in one group, so all groups together cost as much as one with all rows.
    .slice(operation.name === "groupedOuter" ? 1 : 0)
    .reduce<number>((product, dim) => product * size(dim), 1);

/** The dims that a product sums over; undefined for what is no product. */
function innerOf({ operation: { name }, inputs, attributes }: Node): Dim[] | undefined {
  const a = inputs[0]!;
  switch (name) {
    case "matmul":
      return [a.shape.at((attributes as { transposeA: boolean }).transposeA ? -2 : -1)!];
    case "linear":
    case "packedLinear":
    case "int8Linear":
    case "groupedMatmul":
      return [a.shape.at(-1)!];
    case "outer":
    case "groupedOuter":
      return [...a.shape.slice(0, -1)];
    case "dotProductAttention":
      // The whole square, as the field counts, though a causal one makes less of it.
      return [2, inputs[1]!.shape.at(-2)!];
    case "dotProductAttentionGradient":
      return [4, inputs[1]!.shape.at(-2)!];
    case "cachedAttention":
      // Scores, and mixing by them: each new token meets all that the cache then holds.
      return [2, "total_sequence_length"];
    default:
      return undefined;
  }
}
