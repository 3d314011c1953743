/**
 * @file Prefill and decode of SmolLM2-135M in 32, 8 and 4 bits and W8A8, beside llama.cpp and transformers.js with the same weights;
 * each engine on one thread and on all of them, of which the faster counts.
 */

import { fileURLToPath } from "node:url";
import { saveOnnxModel } from "../src/adapter/onnx-model.js";
import { openCheckpoint } from "../src/lm/checkpoint.js";
import { parseConfig } from "../src/lm/config.js";
import { bytesPerWeight, type PackedBits } from "../src/lm/packed-weights.js";
import { projectionWeights, weightShapes } from "../src/lm/weights.js";
import { elementCount } from "../src/tensor/host-tensor.js";
import type { GgufDtype } from "../src/tensor/quantize.js";
import { derived, derivedGguf, shipped, someIds, threadCounts, type Bench } from "./bench.js";
import { startChild, type Child } from "./child.js";
import type { Engine, RateQuestion, RunnerRequest } from "./inference-runner.js";
import { gemmRate, readRate } from "./machine.js";
import { perplexity } from "./perplexity.js";
import { alone, alternate, best, versus } from "./rows.js";

/** Tokens of a prompt, of an answer, and of the text whose perplexity is taken. */
const sizes = { prompt: 512, answer: 128, text: 768 };
const quickly = { prompt: 32, answer: 4, text: 32 };

/** Ours in so many bits, and the llama.cpp type that stores as many. */
const kinds: readonly { bits: PackedBits | 32; theirs: GgufDtype; name: string }[] = [
  { bits: 32, theirs: "f16", name: "32 bits" },
  { bits: 8, theirs: "q8_0", name: "8 bits" },
  { bits: "w8a8", theirs: "q8_0", name: "w8a8" },
  { bits: 4, theirs: "q4_0", name: "4 bits" },
];

const runner = fileURLToPath(new URL("inference-runner.ts", import.meta.url));

/** Each run gives the rate on every number of threads. */
type Measures = Record<string, () => Promise<number[]>>;

/** The rates on the number of threads that gave the best, by run. */
const fastest = (runs: readonly number[][]): number[] =>
  runs[0]!.map((_, i) => runs.map((rates) => rates[i]!)).reduce((a, b) => (best(b, "more") > best(a, "more") ? b : a));

export async function run(bench: Bench): Promise<void> {
  const { threads, runs, quick } = bench;
  const model = bench.model ?? (quick ? shipped("edge") : undefined);
  const { prompt, answer, text } = quick ? quickly : sizes;
  const gemm = await gemmRate(threads, quick ? 128 : 1024);
  const read = await readRate(threads, quick ? 8 : 256);
  bench.row(alone("machine: matrix product", "GFLOP/s", gemm));
  bench.row(alone("machine: reading memory", "GB/s", read));
  if (!model) return bench.note("No SmolLM2 here: give its GGUF file with --model, or put it beside the project.");

  const [prefill, decode]: [Measures, Measures] = [{}, {}];
  const children: Child[] = [];
  const checkpoint = await openCheckpoint(model);
  const config = parseConfig(checkpoint.config, checkpoint.source);
  await checkpoint.close();
  const ids = someIds(prompt, config.vocabularySize);
  const start = ids.slice(0, 16);
  const add = async (name: string, engine: Engine): Promise<void> => {
    const own = threadCounts(bench).map((threads) => {
      const request = JSON.stringify({ ...engine, threads } satisfies RunnerRequest);
      return startChild(process.execPath, ["--import", "tsx", runner, request]);
    });
    children.push(...own);
    const rates = (question: RateQuestion) => async (): Promise<number[]> => {
      const found: number[] = [];
      for (const child of own) found.push(await child.ask<number>(question));
      return found;
    };
    await rates({ ids: start, count: 0 })(); // they are there, or have said why not
    prefill[name] = rates({ ids, count: 0 });
    decode[name] = rates({ ids: start, count: answer });
  };
  for (const { bits, name } of kinds) await add(name, { engine: "ours", path: model, bits });
  // Peers are left out where they are not installed, or have no build for this platform.
  const addPeer = (peer: string, name: string, request: Engine): Promise<void> =>
    add(name, request).catch((error: unknown) => bench.note(`${peer} is left out: ${(error as Error).message}`));
  const types = [...new Set(kinds.map(({ theirs }) => theirs))];
  for (const theirs of types) {
    const path = await derivedGguf(bench, model, theirs);
    await addPeer(`llama.cpp (${theirs})`, theirs, { engine: "llama.cpp", path });
  }
  const onnx = await derived(bench, model, "onnx", (path) => saveOnnxModel(path, model, {}));
  await addPeer("transformers.js", "transformers.js", { engine: "transformers.js", path: onnx });

  const shapes = weightShapes(config);
  const body = projectionWeights(config).reduce((sum, name) => sum + elementCount(shapes[name]!), 0);
  const all = body + config.vocabularySize * config.width;
  for (const [title, taken] of [
    [`prefill of ${prompt}`, await alternate(runs, prefill)],
    [`decode of ${answer}`, await alternate(runs, decode)],
  ] as const) {
    const samples = Object.fromEntries(Object.entries(taken).map(([name, rates]) => [name, fastest(rates)]));
    const against = (ours: string, theirs: string, what = `${ours} against ${theirs}`): void => {
      const [mine, peers] = [samples[ours]!, samples[theirs]];
      if (peers) bench.row(versus(`${title}, ${what}`, "tokens/s", "more", mine, peers));
      else bench.row(alone(`${title}, ${ours} (without ${theirs})`, "tokens/s", best(mine, "more")));
    };
    const fastestOf = (names: readonly string[]): string | undefined =>
      names.filter((name) => name in samples).sort((a, b) => best(samples[b]!, "more") - best(samples[a]!, "more"))[0];
    const ourBest = fastestOf(kinds.map(({ name }) => name))!;
    const theirBest = fastestOf(types);
    if (theirBest) against(ourBest, theirBest, `our fastest (${ourBest}) against llama.cpp's (${theirBest})`);
    for (const { name, theirs } of kinds) against(name, theirs, `${name} against llama.cpp ${theirs}`);
    against("32 bits", "transformers.js", "32 bits against transformers.js f32");
    for (const { name, bits } of kinds) {
      const rate = best(samples[name]!, "more");
      if (title.startsWith("prefill"))
        bench.row({
          ...versus(
            `${title}, ${name}: share of the machine's products`,
            "GFLOP/s",
            "more",
            [(2 * body * rate) / 1e9],
            [gemm],
          ),
        });
      else
        bench.row({
          ...versus(
            `${title}, ${name}: share of the machine's reading`,
            "GB/s",
            "more",
            [(all * bytesPerWeight[bits] * rate) / 1e9],
            [read],
          ),
        });
    }
  }
  await Promise.all(children.map((child) => child.end()));
  const exact = await perplexity(model, 32, threads, text);
  for (const { bits, name } of kinds.slice(1))
    bench.row(
      versus(
        `perplexity, ${name} against 32 bits`,
        "perplexity",
        "less",
        [await perplexity(model, bits, threads, text)],
        [exact],
      ),
    );
}
