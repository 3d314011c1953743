/** @file A specialised edge model beside the ways to keep its prompt in context: whole, behind a prefix cache, and compressed. */

import { EdgeModel } from "../src/adapter/edge-model.js";
import { selectContext } from "../src/evaluation/selective-context.js";
import { encodeConversation } from "../src/lm/conversation.js";
import { loadWeights } from "../src/lm/checkpoint.js";
import { LanguageModel, type Prompt } from "../src/lm/language-model.js";
import type { WeightBits } from "../src/lm/packed-weights.js";
import { ContinuationScorer } from "../src/lm/scoring.js";
import { Tokenizer } from "../src/lm/tokenizer.js";
import { Generator } from "../src/methods/lora-gen/generator.js";
import type { Bench } from "./bench.js";
import { contextPrompts, type Asked } from "./context-prompts.js";
import { pairs, type Pair } from "./pairs.js";
import { openPrefixCache } from "./peers/prefix-cache.js";
import { alternate, versus } from "./rows.js";

/** A prompt with its half, which Selective Context chose. */
interface Case extends Asked {
  half: string;
}

export async function run(bench: Bench): Promise<void> {
  for (const pair of await pairs(bench)) {
    const cases = await prepare(bench, pair);
    for (const bits of [32, 4] as const) await measure(bench, pair, bits, cases);
  }
}

/** Prompts are halved in 32 bits for all: how long that takes is not measured. */
async function prepare({ threads, data }: Bench, pair: Pair): Promise<Case[]> {
  const { config, weights } = await loadWeights(pair.edge);
  const scorer = await ContinuationScorer.create(config, weights, { threads });
  const tokenizer = await Tokenizer.load(pair.edge);
  // The shipped pair's tokenizer and context are made for its own world.
  const from = pair.name === "nano" ? undefined : data;
  const cases: Case[] = [];
  for (const asked of await contextPrompts(from, (text) => tokenizer.encode(text).length))
    cases.push({ ...asked, half: (await selectContext(scorer, tokenizer, asked.system, 0.5)).text });
  await scorer.dispose();
  return cases;
}

/** An answer is timed at each of its tokens: greedy decoding takes the same time for any, so one run tells all lengths. */
async function measure(bench: Bench, pair: Pair, bits: WeightBits, cases: readonly Case[]): Promise<void> {
  const { threads, runs, quick } = bench;
  const options = { threads, thread: "main", bits } as const;
  const generator = await Generator.load(pair.generator, { threads, thread: "main" });
  // Merged in 32 bits; beside the weights in fewer, as `EdgeModel` has it unless told.
  const edge = await EdgeModel.load(pair.edge, { ...options, adaptable: generator.dimensions.settings.targets });
  // The peers' model takes no adapters, so that its weights are bound and packed: it is the faster one.
  const bare = await LanguageModel.load(pair.edge, options);
  const { tokenizer } = bare;
  for (const { name, system, request, answer, half } of cases) {
    const own = answerTokens(tokenizer, request, answer);
    const long = quick ? 4 : 64;
    const written = Math.max(own, long);
    const timed = async (tokens: AsyncIterable<number>): Promise<number[]> => {
      const start = performance.now();
      const at: number[] = [];
      for await (const _ of tokens) at.push(performance.now() - start);
      return at;
    };
    const whole = { maxTokens: written, minTokens: written };
    const { adapter } = await generator.generate(system);
    const specialised = await edge.specialize(adapter);
    const alone = specialised.encode(request);
    const inContext = bare.encode(messages({ system, request }));
    const common = inContext.findIndex((id, i) => id !== bare.encode(messages({ system, request: "" }))[i]);
    const behind = inContext.slice(common);
    const cache = await openPrefixCache(pair.edge, inContext.slice(0, common), { threads, tokenizer, bits });
    const shorter = bare.encode(messages({ system: half, request }));
    const times = await alternate(runs, {
      ours: () => timed(specialised.tokens(alone, whole)),
      context: () => timed(bare.tokens(inContext, whole)),
      prefix: () => timed(cache.tokens(behind, written)),
      selective: () => timed(bare.tokens(shorter, whole)),
    });
    await cache.dispose();
    specialised.release();
    for (const [peer, what, read] of [
      ["context", `${name} in context`, inContext],
      ["prefix", `${name} behind a prefix cache`, behind],
      ["selective", `${name}, half of it by Selective Context`, shorter],
    ] as const)
      for (const [count, of] of [
        [1, "first token"],
        [own, `the data's answer of ${own} tokens`],
        [long, `an answer of ${long} tokens`],
      ] as const) {
        const samples = (all: readonly (readonly number[])[]): number[] => all.map((at) => at[count - 1]!);
        const row = `context/${pair.name} in ${bits} bits/${of}, ${alone.length} read, against ${read.length} read: ${what}`;
        bench.row(versus(row, "ms", "less", samples(times.ours), samples(times[peer])));
      }
  }
  for (const open of [generator, edge, bare]) await open.dispose();
}

/** Tokens that a model writes for `answer`, that which ends it included. */
const answerTokens = (tokenizer: LanguageModel["tokenizer"], request: string, answer: string): number =>
  encodeConversation(tokenizer, [
    { role: "user", content: request },
    { role: "assistant", content: answer },
  ]).answer.filter(Boolean).length;

const messages = ({ system, request }: Pick<Asked, "system" | "request">): Prompt => [
  { role: "system", content: system },
  { role: "user", content: request },
];
