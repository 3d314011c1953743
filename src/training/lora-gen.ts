/** @file Training of a LoRA-Gen generator: several system prompts a step, each adapter shared by its requests. */

import type { Episode } from "../data/episode.js";
import { input, isTop, type Tensor } from "../graph/index.js";
import type { EncodedConversation } from "../lm/conversation.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { Weights } from "../lm/weights.js";
import { loraGenLoss, promptInputs, requestInputs, type LoraGenLoss, type ModelWeights } from "../methods/lora-gen/loss.js";
import { encodePrompts } from "../methods/lora-gen/meta-tokens.js";
import { decays, parameterShapes, runningMean, runningVariance } from "../methods/lora-gen/parameters.js";
import type { Dimensions } from "../methods/lora-gen/settings.js";
import { compile } from "../runtime/node.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import { Random } from "../tensor/random.js";
import { countExact } from "./exact.js";
import { compileTraining, value, type Objective, type StepResult } from "./objective.js";
import { encodeTurn, requestBatch } from "./requests.js";

export interface LoraGenTraining {
  dimensions: Dimensions;
  cloudTokenizer: Tokenizer;
  edgeTokenizer: Tokenizer;
  /** Frozen, f32. */
  cloudWeights: TensorMap;
  edgeWeights: TensorMap;
  /** Trained in place; names as `parameterShapes` and `bufferShapes` give them. */
  parameters: TensorMap;
  buffers: TensorMap;
  seed: number;
  /** System prompts a batch; the episodes' turns are the requests of each. */
  batch: number;
  balance: number;
  dropout: number;
  /** Draws the episode of a random state; always with the same number of turns. */
  episode(random: Random): Episode;
  validation: readonly Episode[];
  save(directory: string): Promise<void>;
}

/** One prompt with its requests, as token ids. */
interface Sample {
  prompt: number[];
  requests: EncodedConversation[];
}

/** Batches are drawn in groups and sorted by length, so that little of a batch is padding. */
const group = 8;

const prefixed = (prefix: string, tensors: TensorMap): TensorMap => Object.fromEntries(Object.entries(tensors).map(([k, v]) => [prefix + k, v]));

export async function loraGenObjective(t: LoraGenTraining): Promise<Objective> {
  const { dimensions: d, parameters, buffers } = t;
  const frozen = { ...prefixed("cloud.", t.cloudWeights), ...prefixed("edge.", t.edgeWeights) };
  const build = (seed?: Tensor): { weights: ModelWeights; out: LoraGenLoss; top: Tensor } => {
    const weights = { cloud: new Weights("cloud."), edge: new Weights("edge."), generator: new Weights() };
    const requests = requestInputs();
    const out = loraGenLoss(d, promptInputs(d), requests, weights, { balance: t.balance, dropout: t.dropout, ...(seed ? { seed } : {}) });
    return { weights, out, top: isTop(out.logits, requests.targets) };
  };
  const { weights, out } = build(input("seed", [1], "i32"));
  const { statistics, gates } = out.routing;
  const trained = Object.fromEntries(Object.keys(parameterShapes(d)).map((name) => [name, weights.generator.entries.get(name)!]));
  const { program, gradientsOf } = await compileTraining(
    out.loss,
    trained,
    { lm: out.lm, balance: out.balance, gates, ...(statistics ? { mean: statistics.mean, variance: statistics.variance } : {}) },
    frozen,
  );
  const validator = build();
  const validate = await compile({ lm: validator.out.lm, top: validator.top }, { weights: frozen });
  const needsSeed = program.inputs.includes("seed");

  const encode = (e: Episode): Sample => ({
    prompt: t.cloudTokenizer.encode(t.cloudTokenizer.chat([{ role: "system", content: e.system }]), { addSpecial: false }),
    requests: e.turns.map((turn) => encodeTurn(t.edgeTokenizer, turn)),
  });
  const feeds = (samples: readonly Sample[]): TensorMap => {
    const { ids, metaAt } = encodePrompts(samples.map((s) => s.prompt), d);
    return { prompt_ids: ids, meta_at: metaAt, ...requestBatch(samples.flatMap((s) => s.requests), t.edgeTokenizer.padId) };
  };
  const validation = t.validation.map(encode).sort(byLength);
  let drawn: { index: number; batches: Sample[][] } | undefined;

  return {
    parameters,
    buffers,
    decays,
    batch(number) {
      const index = Math.floor(number / group);
      if (drawn?.index !== index) {
        const random = new Random(`${t.seed} batch ${index}`);
        const samples = Array.from({ length: group * t.batch }, () => encode(t.episode(random))).sort(byLength);
        drawn = { index, batches: random.shuffle(Array.from({ length: group }, (_, i) => samples.slice(i * t.batch, (i + 1) * t.batch))) };
      }
      const seed: HostTensor = { dtype: "i32", shape: [1], data: Int32Array.of(Math.imul(t.seed, 0x9e3779b1) + number) };
      return { ...feeds(drawn.batches[number % group]!), ...(needsSeed ? { seed } : {}) };
    },
    async run(batch): Promise<StepResult> {
      const results = await program.run({ ...parameters, ...batch });
      if (statistics) moveRunning(buffers, results);
      return {
        loss: value(results["loss"]),
        tokens: batch["prompt_ids"]!.data.length + batch["ids"]!.data.length,
        gradients: gradientsOf(results),
        metrics: { lm: value(results["lm"]), balance: value(results["balance"]), ...expertLoad(results["gates"]!) },
      };
    },
    async validate() {
      let [total, count] = [0, 0];
      const answers = { all: 0, exact: 0 };
      for (let i = 0; i < validation.length; i += t.batch) {
        const batch = feeds(validation.slice(i, i + t.batch));
        const results = await validate.run({ ...parameters, ...buffers, ...batch });
        const weight = (batch["weights"]!.data as Float32Array).reduce((a, b) => a + b, 0);
        total += value(results["lm"]) * weight;
        count += weight;
        countExact(results["top"]!, batch["weights"]!, answers);
      }
      return { loss: total / count, exact: answers.exact / answers.all };
    },
    save: (directory) => t.save(directory),
    async dispose() {
      await program.dispose();
      await validate.dispose();
    },
  };
}

const longest = ({ requests }: Sample): number => Math.max(...requests.map((r) => r.ids.length));
const byLength = (a: Sample, b: Sample): number => longest(a) - longest(b) || a.prompt.length - b.prompt.length;

/** Running statistics move a tenth of the way to the batch's (PyTorch's momentum of 0.1). */
function moveRunning(buffers: TensorMap, results: TensorMap): void {
  for (const [name, output] of [[runningMean, "mean"], [runningVariance, "variance"]] as const) {
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
    loadEntropy -= load.reduce((h, l) => h + (l > 0 ? (l / sum) * Math.log(l / sum) : 0), 0) / Math.log(experts) / pools;
  }
  return { maxLoad, loadEntropy };
}
