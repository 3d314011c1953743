/** @file Prefill and decode of SmolLM2-135M in 32, 8 and 4 bits, beside llama.cpp and transformers.js with the same weights. */

import { saveMergedGguf } from "../src/adapter/gguf.js";
import { saveOnnxModel } from "../src/adapter/onnx-model.js";
import { LanguageModel } from "../src/lm/language-model.js";
import type { WeightBits } from "../src/lm/packed-weights.js";
import { projectionWeights, weightShapes } from "../src/lm/weights.js";
import { elementCount } from "../src/tensor/host-tensor.js";
import type { GgufDtype } from "../src/tensor/quantize.js";
import { derived, shipped, someIds, type Bench } from "./bench.js";
import { gemmRate, readRate } from "./machine.js";
import { perplexity } from "./perplexity.js";
import { alone, alternate, best, versus } from "./rows.js";

/** Tokens of a prompt, of an answer, and of the text whose perplexity is taken. */
const sizes = { prompt: 512, answer: 128, text: 768 };
const quickly = { prompt: 32, answer: 4, text: 32 };

/** Ours in so many bits, and the llama.cpp type that stores as many. */
const kinds: readonly { bits: WeightBits; theirs: GgufDtype; name: string; bytes: number }[] = [
  { bits: 32, theirs: "f16", name: "32 bits", bytes: 4 },
  { bits: 8, theirs: "q8_0", name: "8 bits", bytes: 1 + 4 / 32 },
  { bits: 4, theirs: "q4_0", name: "4 bits", bytes: 0.5 + 4 / 32 },
];

type Measures = Record<string, () => Promise<number>>;

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
  const ends: (() => Promise<void>)[] = [];
  const add = (name: string, runner: Runner): void => {
    prefill[name] = () => runner.prefill(ids);
    decode[name] = () => runner.decode(start, answer);
    ends.push(() => runner.dispose());
  };
  const first = await openOurs(model, kinds[0]!.bits, threads);
  const ids = someIds(prompt, first.config.vocabularySize);
  const start = ids.slice(0, 16);
  add("32 bits", first);
  for (const { bits, name } of kinds.slice(1)) add(name, await openOurs(model, bits, threads));
  // Peers are left out where they are not installed, or have no build for this platform.
  const addPeer = async (peer: string, name: string, open: () => Promise<Runner>): Promise<void> => {
    const runner = await open().catch((error: unknown) => {
      bench.note(`${peer} is left out: ${(error as Error).message}`);
      return undefined;
    });
    if (runner) add(name, runner);
  };
  for (const { theirs } of kinds) {
    const file = await derived(bench, model, `${theirs}.gguf`, (path) =>
      saveMergedGguf(path, model, { name: "bench", dtype: theirs }),
    );
    await addPeer(`llama.cpp (${theirs})`, theirs, async () =>
      (await import("./peers/llama-cpp.js")).openLlama(file, threads),
    );
  }
  const onnx = await derived(bench, model, "onnx", (path) => saveOnnxModel(path, model, {}));
  await addPeer("transformers.js", "transformers.js", () => openTheirs(onnx, threads));

  const shapes = weightShapes(first.config);
  const body = projectionWeights(first.config).reduce((sum, name) => sum + elementCount(shapes[name]!), 0);
  const all = body + first.config.vocabularySize * first.config.width;
  for (const [title, samples] of [
    [`prefill of ${prompt}`, await alternate(runs, prefill)],
    [`decode of ${answer}`, await alternate(runs, decode)],
  ] as const) {
    const against = (ours: string, theirs: string, what = `${ours} against ${theirs}`): void => {
      const [mine, peers] = [samples[ours]!, samples[theirs]];
      if (peers) bench.row(versus(`${title}, ${what}`, "tokens/s", "more", mine, peers));
      else bench.row(alone(`${title}, ${ours} (without ${theirs})`, "tokens/s", best(mine, "more")));
    };
    const fastest = kinds
      .map(({ theirs }) => theirs)
      .filter((theirs) => theirs in samples)
      .sort((a, b) => best(samples[b]!, "more") - best(samples[a]!, "more"))[0];
    if (fastest) against("4 bits", fastest, `4 bits against llama.cpp's fastest (${fastest})`);
    for (const { name, theirs } of kinds) against(name, theirs, `${name} against llama.cpp ${theirs}`);
    against("32 bits", "transformers.js", "32 bits against transformers.js f32");
    for (const { name, bytes } of kinds) {
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
            [(all * bytes * rate) / 1e9],
            [read],
          ),
        });
    }
  }
  for (const end of ends) await end();
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

interface Runner {
  /** Tokens/s. */
  prefill(ids: readonly number[]): Promise<number>;
  /** Tokens/s behind the first one. */
  decode(ids: readonly number[], count: number): Promise<number>;
  dispose(): Promise<void>;
}

async function openOurs(
  path: string,
  bits: WeightBits,
  threads: number,
): Promise<Runner & Pick<LanguageModel, "config">> {
  const model = await LanguageModel.load(path, { bits, threads });
  return {
    config: model.config,
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
    dispose: () => model.dispose(),
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
    dispose: () => model.dispose(),
  };
}
