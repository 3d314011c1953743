/** @file Training of a method: several system prompts a step, each with several requests. */

import type { Episode } from "../data/episode.js";
import { input, isTop } from "../graph/index.js";
import type { EncodedConversation } from "../lm/conversation.js";
import type { Tokenizer } from "../lm/tokenizer.js";
import { requestInputs, type Method } from "../methods/method.js";
import { compile } from "../runtime/node.js";
import type { HostTensor, TensorMap } from "../tensor/host-tensor.js";
import { Random } from "../tensor/random.js";
import { countExact } from "./exact.js";
import { allFitting, drawFitting } from "./fitting.js";
import { compileTraining, countOf, tokenCount, value, type Objective, type StepResult } from "./objective.js";
import { encodeTurn, packedRequestBatch, requestBatch } from "./requests.js";

export interface MethodTraining {
  method: Method;
  /** Trained in place. */
  parameters: TensorMap;
  buffers: TensorMap;
  /** Of the edge model: requests and answers. */
  tokenizer: Tokenizer;
  /** Token ids of a system prompt, as the method reads it, and how many it can take. */
  encodePrompt(system: string): number[];
  longestPrompt: number;
  /** Tokens that a request with its answer may have: the edge model's context. */
  longestRequest: number;
  seed: number;
  /** System prompts a batch; the episodes' turns are the requests of each. */
  batch: number;
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

/** Batches are drawn in groups, and sorted by length where requests can't share rows, so that little of one is padding. */
const group = 8;

/** What is compiled has its own copy of the frozen weights: nothing here holds on to the one that it was made of. */
export async function methodObjective({ method: { frozen, ...method }, ...t }: MethodTraining): Promise<Objective> {
  const { parameters, buffers } = t;
  const { pack } = method;
  const requests = requestInputs({ packed: pack !== undefined });
  const graph = method.build(requests, { dropout: t.dropout, seed: input("seed", [1], "i32") });
  const { program, gradientsOf } = await compileTraining(
    graph.loss,
    graph.parameters,
    { lm: graph.lm, ...graph.outputs },
    frozen,
  );
  const quiet = method.build(requests, { dropout: 0 });
  const validator = await compile({ lm: quiet.lm, top: isTop(quiet.logits, requests.targets) }, { weights: frozen });

  const encode = (e: Episode): Sample => ({
    prompt: t.encodePrompt(e.system),
    requests: e.turns.map((turn) => encodeTurn(t.tokenizer, turn)),
  });
  // Methods ask for different things of whose a request is, or for none.
  const taken = new Set(program.inputs);
  const feeds = (samples: readonly Sample[]): TensorMap => {
    const [each, { padId }] = [samples.map((s) => s.requests), t.tokenizer];
    const batch = {
      ...method.promptFeeds(samples.map((s) => s.prompt)),
      ...(pack ? packedRequestBatch(each, pack, padId) : requestBatch(each.flat(), padId)),
    };
    return Object.fromEntries(Object.entries(batch).filter(([name]) => taken.has(name)));
  };
  const fits = ({ prompt, requests }: Sample): boolean =>
    prompt.length <= t.longestPrompt && requests.every(({ ids }) => ids.length <= t.longestRequest);
  const validation = allFitting(t.validation.map(encode), fits).sort(byCost);
  const readsPrompts = Object.keys(method.promptFeeds([validation[0]!.prompt])).some((name) => taken.has(name));
  let drawn: { index: number; batches: Sample[][] } | undefined;

  return {
    parameters,
    buffers,
    decays: (name) => method.decays(name),
    matrices: (name) => (method.decays(name) ? matricesOf(parameters[name]!.shape) : undefined),
    batch(number) {
      const index = Math.floor(number / group);
      if (drawn?.index !== index) {
        const random = new Random(`${t.seed} batch ${index}`);
        const samples = Array.from({ length: group * t.batch }, () =>
          drawFitting(() => encode(t.episode(random)), fits),
        );
        if (!pack) samples.sort(byCost);
        drawn = {
          index,
          batches: random.shuffle(
            Array.from({ length: group }, (_, i) => samples.slice(i * t.batch, (i + 1) * t.batch)),
          ),
        };
      }
      const seed: HostTensor = {
        dtype: "i32",
        shape: [1],
        data: Int32Array.of(Math.imul(t.seed, 0x9e3779b1) + number),
      };
      const samples = drawn.batches[number % group]!;
      const read = samples.flatMap(({ prompt, requests }) => [
        ...(readsPrompts ? [prompt] : []),
        ...requests.map(({ ids }) => ids),
      ]);
      return { ...feeds(samples), ...(taken.has("seed") ? { seed } : {}), [tokenCount]: countOf(read) };
    },
    async run({ [tokenCount]: tokens, ...batch }): Promise<StepResult> {
      const results = await program.run({ ...parameters, ...batch });
      return {
        loss: value(results["loss"]),
        tokens: value(tokens),
        gradients: gradientsOf(results),
        metrics: { lm: value(results["lm"]), ...method.observe(results, buffers) },
      };
    },
    async validate() {
      let [total, count] = [0, 0];
      const answers = { all: 0, exact: 0 };
      for (let i = 0; i < validation.length; i += t.batch) {
        const batch = feeds(validation.slice(i, i + t.batch));
        const results = await validator.run({ ...parameters, ...buffers, ...batch });
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
      await validator.dispose();
    },
  };
}

/** Factors of rank 1, [experts, in, 1] or [experts, 1, out], are one matrix together; others are one each. */
function matricesOf(shape: readonly number[]): readonly number[] | undefined {
  const axes = shape.filter((n) => n > 1);
  return axes.length > 1 ? axes : undefined;
}

/** Orders samples by what they cost: the prompt's tokens, and the padded tokens of its requests. */
const byCost = (a: Sample, b: Sample): number => cost(a) - cost(b);
const cost = ({ prompt, requests }: Sample): number =>
  prompt.length + requests.length * Math.max(...requests.map((r) => r.ids.length));
