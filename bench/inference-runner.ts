/**
 * @file The process of one engine that `inference` measures, ours or a peer's: each line of standard input asks for a rate.
 * A process each, since beside ONNX Runtime's threads in one process llama.cpp reads and writes at about half its rate.
 */

import { createInterface } from "node:readline";
import { LanguageModel } from "../src/lm/language-model.js";
import type { WeightBits } from "../src/lm/packed-weights.js";

export type Engine =
  { engine: "ours"; path: string; bits: WeightBits } | { engine: "llama.cpp" | "transformers.js"; path: string };

export type RunnerRequest = Engine & { threads: number };

/** A prompt's ids, and how many tokens to write behind the first one; none: the prompt's reading is measured. */
export interface RateQuestion {
  ids: readonly number[];
  count: number;
}

export interface Runner {
  /** Tokens/s of reading `ids`. */
  prefill(ids: readonly number[]): Promise<number>;
  /** Tokens/s of the `count` greedy tokens behind the first one. */
  decode(ids: readonly number[], count: number): Promise<number>;
}

async function openOurs(path: string, bits: WeightBits, threads: number): Promise<Runner> {
  const model = await LanguageModel.load(path, { bits, threads });
  return {
    async prefill(ids) {
      const start = performance.now();
      await model.lastLogits(ids);
      return (ids.length / (performance.now() - start)) * 1000;
    },
    async decode(ids, count) {
      let start = 0;
      for await (const _ of model.tokens(ids, { maxTokens: count + 1, minTokens: count + 1 }))
        start ||= performance.now();
      return (count / (performance.now() - start)) * 1000;
    },
  };
}

async function openTheirs(directory: string, threads: number): Promise<Runner> {
  const { openTransformers } = await import("./peers/transformers-js.js");
  const model = await openTransformers(directory, threads);
  return {
    prefill: async (ids) => (ids.length / (await model.generate(ids, 1)).first) * 1000,
    async decode(ids, count) {
      const { first, last } = await model.generate(ids, count + 1);
      return (count / (last - first)) * 1000;
    },
  };
}

async function open(request: RunnerRequest): Promise<Runner> {
  const { path, threads } = request;
  switch (request.engine) {
    case "ours":
      return openOurs(path, request.bits, threads);
    case "llama.cpp":
      return (await import("./peers/llama-cpp.js")).openLlama(path, threads);
    case "transformers.js":
      return openTheirs(path, threads);
  }
}

const runner = await open(JSON.parse(process.argv[2]!) as RunnerRequest);
for await (const line of createInterface(process.stdin)) {
  const { ids, count } = JSON.parse(line) as RateQuestion;
  const rate = count > 0 ? await runner.decode(ids, count) : await runner.prefill(ids);
  process.stdout.write(`${JSON.stringify(rate)}\n`);
}
// Threads of the engines may still wait for work.
process.exit(0);
