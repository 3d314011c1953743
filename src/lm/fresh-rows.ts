/** @file What a step over a cache adds to it, for all layers at once. */

import { concat, reshape, rotate, slice, splitFrom, type Dim, type Tensor } from "../graph/index.js";
import type { Cache, GrownLayer, Layers } from "./layer.js";

/** New keys of every layer, then new values: [rows, tokens, 2 · layers · kv heads · head width]. */
export function freshRows({ c, rotary }: Layers, { positions }: Cache, grown: readonly GrownLayer[]): Tensor {
  const { keys, values } = joinedRows({ heads: c.heads, keyValueHeads: c.keyValueHeads, width: c.headWidth }, grown);
  const turned = grown[0]!.turned || !rotary;
  return concat(
    [turned ? keys : rotate(keys, positions, { ...rotary.k, heads: c.layers * c.keyValueHeads }), values],
    2,
  );
}

/** Each operation costs some µs beside its work, so that one over all layers is better than one a layer. */
function joinedRows(
  { heads, keyValueHeads, width }: { heads: number; keyValueHeads: number; width: number },
  grown: readonly GrownLayer[],
): { keys: Tensor; values: Tensor } {
  const joined = grown.map(({ projected }) => splitFrom(projected));
  if (!joined.every((t) => t !== undefined))
    return {
      keys: concat(
        grown.map(({ projected }) => projected[1]),
        2,
      ),
      values: concat(
        grown.map(({ projected }) => projected[2]),
        2,
      ),
    };
  const [rows, tokens] = joined[0]!.shape as [Dim, Dim];
  const all = reshape(concat(joined, 2), [rows, tokens, grown.length, (heads + 2 * keyValueHeads) * width]);
  const part = (from: number): Tensor =>
    reshape(slice(all, 3, from * width, (from + keyValueHeads) * width), [
      rows,
      tokens,
      grown.length * keyValueHeads * width,
    ]);
  return { keys: part(heads), values: part(heads + keyValueHeads) };
}
