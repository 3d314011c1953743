/** @file AutoCompressors (Chevalier et al., 2023, arXiv 2305.14788): the prompt as summary vectors, a soft prompt. */

import { z } from "zod";
import { crossEntropy, overGroups, prepend, reshape, shiftIds } from "../../graph/index.js";
import { decode, embed, logits as logitsOf, type DecodeOptions } from "../../lm/decoder.js";
import { moduleNames, Weights } from "../../lm/weights.js";
import { InputError } from "../../errors.js";
import { f32 } from "../../tensor/host-tensor.js";
import { dropouts, firstValues } from "../edge-loss.js";
import { checkTargets, defineKind } from "../kind.js";
import { applyLora, loraShapes } from "../lora/lora.js";
import { firstMeta } from "../lora-gen/parameters.js";
import { prefixed } from "../method.js";
import { alpha, projections, rank, size } from "../schema.js";
import { compress, encodeSegments, vectorsOf, type Compression } from "./compress.js";

export const autoCompressorSettings = z.strictObject({
  /** Summary tokens behind each segment of a prompt. */
  summaryTokens: size.default(50),
  /** Segments a prompt is cut into, alike in length. */
  segments: size.default(2),
  rank,
  alpha,
  /** Where the edge model's LoRA sits, which both writes and reads summaries. */
  targets: projections.min(1).default(["q", "k", "v", "o"]),
});

export const autoCompressor = defineKind({
  name: "auto-compressor",
  settings: autoCompressorSettings,
  reader: "edge",
  unmergeable: "its summary vectors are read in front of each request, as tokens are, and are no weights",
  make({ summaryTokens, segments, targets, ...low }, { edge: { config: edge, weights: edgeWeights } }) {
    const c: Compression = { edge, summaryTokens, segments };
    const lora = { ...low, targets: checkTargets(targets, edge) };
    const prefix = vectorsOf(c);
    if (prefix >= edge.positions)
      throw new InputError(
        `${segments} segments of ${summaryTokens} summary tokens leave no room in a context of ${edge.positions}`,
      );
    const shapes = { summary: [summaryTokens, edge.width], ...loraShapes(lora, edge) };
    return {
      // The last segment is read behind the vectors of all others, with summary tokens of its own.
      longestPrompt: segments * (edge.positions - prefix),
      longestRequest: edge.positions - prefix,
      prefix,
      initial(random) {
        const table = edgeWeights[`${moduleNames(edge).embedding}.weight`]!.data as Float32Array;
        const first = firstMeta({ cloud: edge, metaTokens: summaryTokens }, table, random);
        return { ...firstValues(shapes, random), summary: f32(shapes.summary, first) };
      },
      method: {
        parameters: shapes,
        frozen: prefixed("edge.", edgeWeights),
        decays: (name) => name !== "summary",
        build(requests, options) {
          const weights = { edge: new Weights("edge."), own: new Weights() };
          const dropout = dropouts(options);
          const adapted: DecodeOptions = {
            adapt: (layer, projection, x) =>
              lora.targets.includes(projection)
                ? applyLora(lora, edge, weights.own, layer, projection, dropout(x))
                : undefined,
          };
          const vectors = compress(c, weights.edge, weights.own.get("summary", shapes.summary), adapted);
          const flat = overGroups(reshape(vectors, [vectors.shape[0]!, prefix * edge.width]), requests.ids);
          const soft = reshape(flat, [requests.ids.shape[0]!, prefix, edge.width]);
          const { hidden } = decode(edge, weights.edge, prepend(soft, embed(edge, weights.edge, requests.ids)), {
            ...adapted,
            readAt: shiftIds([requests.readAt], { offset: -prefix, size: edge.positions }),
          });
          const logits = logitsOf(edge, weights.edge, hidden);
          const lm = crossEntropy(logits, requests.targets, requests.weights);
          return { loss: lm, lm, logits, outputs: {}, parameters: Object.fromEntries(weights.own.entries) };
        },
        promptFeeds: (prompts) => encodeSegments(prompts, c),
        observe: () => ({}),
      },
    };
  },
});
