/** @file From a system prompt to summary vectors, segment by segment. */

import {
  concat,
  constant,
  embedding,
  gatherPositions,
  input,
  less,
  shiftIds,
  unsqueeze,
  where,
  type Tensor,
} from "../../graph/index.js";
import type { DecoderConfig } from "../../lm/config.js";
import { decode, scaleEmbedding, type DecodeOptions } from "../../lm/decoder.js";
import { moduleNames, type Weights } from "../../lm/weights.js";
import { i64, type TensorMap } from "../../tensor/host-tensor.js";

export interface Compression {
  edge: DecoderConfig;
  /** Summary tokens κ behind each segment, and segments S of a prompt. */
  summaryTokens: number;
  segments: number;
}

/** Summary vectors of a whole prompt: they accumulate over its segments. */
export const vectorsOf = ({ summaryTokens, segments }: Compression): number => summaryTokens * segments;

const idsName = (segment: number): string => `segment_${segment}`;
const atName = (segment: number): string => `summary_at_${segment}`;

/**
 * Feeds of prompts: row s of a prompt has the places of the vectors so far (ids behind the summary tokens'), the words of
 * segment s, the summary tokens (ids behind the vocabulary's), and padding on the right.
 */
export function encodeSegments(prompts: readonly (readonly number[])[], c: Compression): TensorMap {
  const { summaryTokens, segments, edge } = c;
  const feeds: TensorMap = {};
  const range = (length: number, from: number): number[] => Array.from({ length }, (_, j) => from + j);
  for (let s = 0; s < segments; s++) {
    const softTokens = s * summaryTokens;
    const rows = prompts.map((prompt) => {
      const size = Math.ceil(prompt.length / segments);
      return [
        ...range(softTokens, edge.vocabularySize + summaryTokens),
        ...prompt.slice(s * size, (s + 1) * size),
        ...range(summaryTokens, edge.vocabularySize),
      ];
    });
    const width = Math.max(...rows.map((row) => row.length));
    feeds[idsName(s)] = i64(
      [rows.length, width],
      rows.flatMap((row) => [...row, ...Array<number>(width - row.length).fill(0)]),
    );
    feeds[atName(s)] = i64(
      [rows.length, summaryTokens],
      rows.flatMap((row) => range(summaryTokens, row.length - summaryTokens)),
    );
  }
  return feeds;
}

/**
 * σ of all segments, [prompts, S · κ, width]: the hidden states, after the final norm, at the summary tokens of each
 * segment, which is read behind the vectors of the segments before it. `summary` holds the summary tokens, [κ, width].
 */
export function compress(c: Compression, weights: Weights, summary: Tensor, options: DecodeOptions): Tensor {
  const { edge, summaryTokens, segments } = c;
  const v = edge.vocabularySize;
  const table = weights.get(`${moduleNames(edge).embedding}.weight`, [v, edge.width]);
  let vectors: Tensor | undefined;
  for (let s = 0; s < segments; s++) {
    const ids = input(idsName(s), ["prompts", `tokens of segment ${s}`], "i64");
    const below = (bound: number): Tensor => unsqueeze(less([ids, constant(i64([], [bound]))], undefined), [2]);
    const words = embedding(table, shiftIds([ids], { offset: 0, size: v }));
    const marks = embedding(summary, shiftIds([ids], { offset: v, size: summaryTokens }));
    let x = scaleEmbedding(edge, where(below(v), words, marks));
    if (vectors) {
      const at = shiftIds([ids], { offset: v + summaryTokens, size: s * summaryTokens });
      x = where(below(v + summaryTokens), x, gatherPositions(vectors, at));
    }
    const readAt = input(atName(s), ["prompts", summaryTokens], "i64");
    const { hidden } = decode(edge, weights, x, { ...options, readAt });
    vectors = vectors ? concat([vectors, hidden], 1) : hidden;
  }
  return vectors!;
}
