/** @file Direct generation, the paper's ablation: a head writes the LoRA itself, where LoRA-Gen chooses among experts. */

import { z } from "zod";
import { add, matmul, mul, reshape, silu, slice, squeeze, type Tensor } from "../../graph/index.js";
import { packRows } from "../../lm/pack-rows.js";
import { moduleNames, projectionWidths, Weights, type Projection } from "../../lm/weights.js";
import { elementCount, f32 } from "../../tensor/host-tensor.js";
import { adapterOutputs } from "../adapter-outputs.js";
import { dropouts, edgeLoss, firstValues, loraOfPrompts } from "../edge-loss.js";
import { checkTargets, defineKind } from "../kind.js";
import { packedPromptInputs } from "../lora-gen/loss.js";
import { packPrompts, readPrompt } from "../lora-gen/meta-tokens.js";
import { firstMeta, readerShapes } from "../lora-gen/parameters.js";
import { longestPrompt, type PromptReader } from "../lora-gen/settings.js";
import { ownersOf, prefixed } from "../method.js";
import { alpha, projections, rank, size, targets } from "../schema.js";

export const directSettings = z.strictObject({
  /** Width of the head's hidden layer: its matrices are this times as many numbers as a LoRA has. */
  hidden: size.default(64),
  rank,
  alpha,
  targets,
  /** Where the cloud model's own LoRA sits; it may have none. */
  cloudTargets: projections.default(["q", "v"]),
  cloudRank: rank,
  cloudAlpha: alpha,
});

const headName = (layer: number, ...part: string[]): string => ["head", layer, ...part].join(".");
const halves = ["a", "b"] as const;

export const direct = defineKind({
  name: "direct",
  settings: directSettings,
  reader: "cloud",
  make({ hidden, rank, alpha, targets: told, ...settings }, { edge: edgeBase, cloud: cloudBase }) {
    const [edge, cloud] = [edgeBase.config, cloudBase!.config];
    const targets = checkTargets(told, edge);
    checkTargets(settings.cloudTargets, cloud);
    const reader: PromptReader = { settings, cloud, metaTokens: edge.layers };
    const factorShape = (p: Projection, half: "a" | "b"): [number, number] => {
      const { in: fanIn, out } = projectionWidths(edge, p);
      return half === "a" ? [fanIn, rank] : [rank, out];
    };
    const shapes = readerShapes(reader);
    for (let i = 0; i < edge.layers; i++) {
      shapes[headName(i, "weight")] = [cloud.width, hidden];
      shapes[headName(i, "bias")] = [hidden];
      for (const p of targets)
        for (const half of halves) {
          const count = elementCount(factorShape(p, half));
          shapes[headName(i, p, half, "weight")] = [hidden, count];
          shapes[headName(i, p, half, "bias")] = [count];
        }
    }

    /** θ_i = W₂ SiLU(W₁ T_i + b₁) + b₂, cut into the factors of layer i: a [prompts, in, rank], b [prompts, rank, out]. */
    const factorsOf = (weights: { cloud: Weights; own: Weights }) => {
      const meta = readPrompt(reader, packedPromptInputs(reader), weights.cloud, weights.own);
      const linear = (x: Tensor, module: string): Tensor => {
        const [weight, bias] = [`${module}.weight`, `${module}.bias`].map((n) => weights.own.get(n, shapes[n]!));
        return add(matmul(x, weight!), bias!);
      };
      return (layer: number, p: Projection) => {
        const inner = silu(linear(squeeze(slice(meta, 1, layer, layer + 1), [1]), headName(layer)));
        const [a, b] = halves.map((half) =>
          reshape(linear(inner, headName(layer, p, half)), [meta.shape[0]!, ...factorShape(p, half)]),
        );
        return { a: a!, b: b! };
      };
    };

    return {
      longestPrompt: longestPrompt(reader),
      longestRequest: edge.positions,
      initial(random) {
        const first = firstValues(shapes, random);
        const table = cloudBase!.weights[`${moduleNames(cloud).embedding}.weight`]!.data as Float32Array;
        first["meta"] = f32(shapes["meta"]!, firstMeta(reader, table, random));
        for (let i = 0; i < edge.layers; i++)
          for (const p of targets) {
            // As LoRA starts: A from its bias at 1/√in, and a head that moves it as far; B at 0.
            const deviation = factorShape(p, "a")[0] ** -0.5;
            const [weight, bias] = ["weight", "bias"].map(
              (part) => first[headName(i, p, "a", part)]!.data as Float32Array,
            );
            for (let j = 0; j < weight!.length; j++) weight![j]! *= deviation;
            for (let j = 0; j < bias!.length; j++) bias![j] = deviation * random.normal();
            (first[headName(i, p, "b", "weight")]!.data as Float32Array).fill(0);
          }
        return first;
      },
      adapter: () =>
        adapterOutputs(
          { layers: edge.layers, targets, rank, scale: alpha / rank },
          factorsOf({ cloud: new Weights("cloud."), own: new Weights() }),
        ),
      method: {
        parameters: shapes,
        frozen: { ...prefixed("cloud.", cloudBase!.weights), ...prefixed("edge.", edgeBase.weights) },
        decays: (name) => name !== "meta" && !name.endsWith("bias"),
        build(requests, options) {
          const own = new Weights();
          const factors = factorsOf({ cloud: new Weights("cloud."), own });
          const dropout = dropouts(options);
          const { lm, logits } = edgeLoss(edge, new Weights("edge."), requests, {
            adapt(layer, projection, x) {
              if (!targets.includes(projection)) return undefined;
              const added = loraOfPrompts(dropout(x), factors(layer, projection), ownersOf(requests, x));
              return mul(added, alpha / rank);
            },
          });
          return { loss: lm, lm, logits, outputs: {}, parameters: Object.fromEntries(own.entries) };
        },
        pack: (lengths) => packRows(lengths, edge),
        promptFeeds: (prompts) => packPrompts(prompts, reader),
        observe: () => ({}),
      },
    };
  },
});
