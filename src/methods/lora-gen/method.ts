/** @file LoRA-Gen as a trainable method. */

import type { HostTensor, TensorMap } from "../../tensor/host-tensor.js";
import { packRows } from "../../lm/pack-rows.js";
import { Weights } from "../../lm/weights.js";
import { prefixed, type Method } from "../method.js";
import { loraGenLoss, packedPromptInputs } from "./loss.js";
import { packPrompts } from "./meta-tokens.js";
import { decays, parameterShapes, runningMean, runningVariance } from "./parameters.js";
import type { Dimensions } from "./settings.js";

/** `cloud` and `edge`: the frozen models' weights, f32. `balance`: coefficient α of the balance loss. */
export function loraGen(d: Dimensions, models: { cloud: TensorMap; edge: TensorMap }, balance: number): Method {
  return {
    parameters: parameterShapes(d),
    frozen: { ...prefixed("cloud.", models.cloud), ...prefixed("edge.", models.edge) },
    decays,
    build(requests, { dropout, seed }) {
      const weights = { cloud: new Weights("cloud."), edge: new Weights("edge."), generator: new Weights() };
      const {
        loss,
        lm,
        balance: spread,
        logits,
        routing,
      } = loraGenLoss(d, packedPromptInputs(d), requests, weights, { balance, dropout, ...(seed ? { seed } : {}) });
      const { gates, statistics } = routing;
      return {
        loss,
        lm,
        logits,
        outputs: {
          gates,
          balance: spread,
          ...(statistics ? { mean: statistics.mean, variance: statistics.variance } : {}),
        },
        parameters: Object.fromEntries(
          Object.keys(parameterShapes(d)).map((name) => [name, weights.generator.entries.get(name)!]),
        ),
      };
    },
    pack: (lengths) => packRows(lengths, d.edge),
    promptFeeds: (prompts) => packPrompts(prompts, d),
    observe(results, buffers) {
      if (results["mean"]) moveRunning(buffers, results);
      return { balance: Number(results["balance"]!.data[0]), ...expertLoad(results["gates"]!) };
    },
  };
}

/** Running statistics move a tenth of the way to the batch's (PyTorch's momentum of 0.1). */
function moveRunning(buffers: TensorMap, results: TensorMap): void {
  for (const [name, output] of [
    [runningMean, "mean"],
    [runningVariance, "variance"],
  ] as const) {
    const running = buffers[name]!.data as Float32Array;
    const batch = results[output]!.data as Float32Array;
    for (let i = 0; i < running.length; i++) running[i]! += 0.1 * (batch[i]! - running[i]!);
  }
}

/** How evenly experts are used: the largest share of gate mass in a pool, and the entropy of the shares (1: all alike), means over pools. */
function expertLoad({ shape, data }: HostTensor): { maxLoad: number; loadEntropy: number } {
  const [prompts, pools, experts] = shape as [number, number, number];
  let [maxLoad, loadEntropy] = [0, 0];
  for (let m = 0; m < pools; m++) {
    const load = Array.from({ length: experts }, (_, j) => {
      let mass = 0;
      for (let b = 0; b < prompts; b++) mass += Math.abs(Number(data[(b * pools + m) * experts + j]));
      return mass;
    });
    const sum = load.reduce((a, b) => a + b, 0) || 1;
    maxLoad += Math.max(...load) / sum / pools;
    const entropy = -load.reduce((h, l) => h + (l > 0 ? (l / sum) * Math.log(l / sum) : 0), 0);
    // One expert has all, evenly.
    loadEntropy += (experts > 1 ? entropy / Math.log(experts) : 1) / pools;
  }
  return { maxLoad, loadEntropy };
}
