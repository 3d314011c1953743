/** @file A specialised edge model beside the ways to keep its prompt in context: whole, behind a prefix cache, and compressed. */

import { EdgeModel } from "../src/adapter/edge-model.js";
import { selectContext } from "../src/evaluation/selective-context.js";
import { LanguageModel, type Prompt } from "../src/lm/language-model.js";
import { ContinuationScorer } from "../src/lm/scoring.js";
import { Generator } from "../src/methods/lora-gen/generator.js";
import type { Bench } from "./bench.js";
import { contextPrompts, type Asked } from "./context-prompts.js";
import { pairs, type Pair } from "./pairs.js";
import { openPrefixCache } from "./peers/prefix-cache.js";
import { alternate, versus } from "./rows.js";

export async function run(bench: Bench): Promise<void> {
  for (const pair of await pairs(bench)) await measure(bench, pair);
}

interface Times {
  /** Milliseconds. */
  first: number;
  whole: number;
}

async function measure(bench: Bench, pair: Pair): Promise<void> {
  const { threads, runs, quick } = bench;
  const options = { threads, thread: "main" } as const;
  const answer = quick ? 4 : 64;
  const generator = await Generator.load(pair.generator, options);
  const edge = await EdgeModel.load(pair.edge, { ...options, adaptable: generator.dimensions.settings.targets });
  // The peers' model takes no adapters, so that its weights are bound and packed: it is the faster one.
  const bare = await LanguageModel.load(pair.edge, options);
  const scorer = await ContinuationScorer.create(bare.config, bare.weights, { threads });
  const { tokenizer } = bare;
  const timed = async (tokens: AsyncIterable<number>): Promise<Times> => {
    const start = performance.now();
    let first = 0;
    for await (const _ of tokens) first ||= performance.now() - start;
    return { first, whole: performance.now() - start };
  };
  const whole = { maxTokens: answer, minTokens: answer };

  // The shipped pair's tokenizer and context are made for its own world.
  const prompts = await contextPrompts(
    pair.name === "nano" ? undefined : bench.data,
    (t) => tokenizer.encode(t).length,
  );
  for (const { name, system, request } of prompts) {
    const { adapter } = await generator.generate(system);
    const specialised = await edge.specialize(adapter);
    const alone = specialised.encode(request);
    const inContext = bare.encode(messages({ system, request }));
    const common = inContext.findIndex((id, i) => id !== bare.encode(messages({ system, request: "" }))[i]);
    const cache = await openPrefixCache(pair.edge, inContext.slice(0, common), { threads, tokenizer });
    const compressed = await selectContext(scorer, tokenizer, system, 0.5);
    const shorter = bare.encode(messages({ system: compressed.text, request }));
    const times = await alternate(runs, {
      ours: () => timed(specialised.tokens(alone, whole)),
      context: () => timed(bare.tokens(inContext, whole)),
      prefix: () => timed(cache.tokens(inContext.slice(common), answer)),
      selective: () => timed(bare.tokens(shorter, whole)),
    });
    await cache.dispose();
    specialised.release();
    for (const [peer, what] of [
      ["context", `${name} in context`],
      ["prefix", `${name} behind a prefix cache`],
      ["selective", `${name}, half of it by Selective Context`],
    ] as const)
      for (const [time, of] of [
        ["first", "first token"],
        ["whole", `answer of ${answer} tokens`],
      ] as const) {
        const samples = (all: readonly Times[]): number[] => all.map((t) => t[time]);
        const row = `context/${pair.name}/${of}, against ${what}`;
        bench.row(versus(row, "ms", "less", samples(times.ours), samples(times[peer])));
      }
    bench.note(
      `${pair.name}, ${name}: ${alone.length} tokens specialised, ${inContext.length} with the prompt, ${inContext.length - common} behind the prefix cache, ${shorter.length} compressed.`,
    );
  }
  for (const open of [generator, edge, bare, scorer]) await open.dispose();
}

const messages = ({ system, request }: Omit<Asked, "name">): Prompt => [
  { role: "system", content: system },
  { role: "user", content: request },
];
