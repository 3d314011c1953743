/** @file How a generation run grows with the prompt's length, with layers, experts and prompts a batch. */

import { join } from "node:path";
import type { DecoderConfig } from "../src/lm/config.js";
import { initialWeights } from "../src/lm/initialize.js";
import { Weights } from "../src/lm/weights.js";
import { assembledAdapter } from "../src/methods/lora-gen/experts.js";
import { promptInputs } from "../src/methods/lora-gen/loss.js";
import { encodePrompts, readPrompt } from "../src/methods/lora-gen/meta-tokens.js";
import { route } from "../src/methods/lora-gen/router.js";
import { dimensions, paperSettings } from "../src/methods/lora-gen/settings.js";
import { firstValues } from "../src/methods/lora-gen/start.js";
import { prefixed } from "../src/methods/method.js";
import { compile } from "../src/runtime/node.js";
import { writeFileAtomic } from "../src/tensor/atomic.js";
import { Random } from "../src/tensor/random.js";
import { someIds, type Bench } from "./bench.js";
import { growthFigure, type Growth } from "./growth-figure.js";
import { powerLaw } from "./power-law.js";
import { alone, alternate, best, milliseconds } from "./rows.js";

/** Sizes of a run; layers are those of the cloud and of the edge model. */
interface Sizes {
  prompt: number;
  layers: number;
  experts: number;
  batch: number;
}

const usual: Sizes = { prompt: 128, layers: 4, experts: 8, batch: 1 };

const grown: Readonly<Record<string, { size: keyof Sizes; values: readonly number[] }>> = {
  "prompt tokens": { size: "prompt", values: [128, 256, 512, 1024, 2048] },
  layers: { size: "layers", values: [2, 4, 8, 16] },
  experts: { size: "experts", values: [8, 16, 32, 64, 128] },
  "prompts a batch": { size: "batch", values: [1, 2, 4, 8, 16] },
};

/** A model of random weights. */
const config = (layers: number, width: number): DecoderConfig => ({
  architecture: "llama",
  vocabularySize: 512,
  width,
  layers,
  heads: width / 32,
  keyValueHeads: width / 32,
  headWidth: 32,
  ffnWidth: 3 * width,
  activation: "silu",
  normEpsilon: 1e-5,
  positions: 4096,
  rope: { theta: 10000 },
  attentionBias: { qkv: false, o: false },
  ffnBias: false,
  tiedEmbeddings: true,
});

export async function run(bench: Bench): Promise<void> {
  const { threads, runs, quick, out } = bench;
  const growths: Growth[] = [];
  for (const [what, { size, values }] of Object.entries(grown)) {
    const opened = await Promise.all(
      (quick ? values.slice(0, 2) : values).map(async (value) => ({
        value,
        ...(await generation({ ...usual, [size]: value }, { threads, width: quick ? 32 : 256 })),
      })),
    );
    const measured = await alternate(
      runs,
      Object.fromEntries(opened.map(({ value, run }) => [`${value}`, () => milliseconds(run)])),
    );
    for (const { dispose } of opened) await dispose();
    const samples = opened.map(({ value }) => ({
      size: value,
      milliseconds: best(measured[`${value}`]!, "less"),
    }));
    const law = powerLaw(samples);
    for (const { size, milliseconds } of samples) bench.row(alone(`scale/${what}/${size}`, "ms", milliseconds));
    bench.row(alone(`scale/${what}/exponent`, "", law.exponent));
    bench.row(alone(`scale/${what}/R² of the fit`, "", law.r2));
    growths.push({ what, samples, law });
  }
  const file = join(out, "scale.svg");
  await writeFileAtomic(file, await growthFigure(growths));
  bench.note(`The plot is ${file}. What does not grow has its usual size: ${JSON.stringify(usual)}.`);
}

/** Prompts to gates and factors in one run, as `Generator` has it, of models that have learnt nothing. */
async function generation(
  { prompt, layers, experts, batch }: Sizes,
  { threads, width }: { threads: number; width: number },
): Promise<{ run(): Promise<unknown>; dispose(): Promise<void> }> {
  const model = config(layers, width);
  const d = dimensions({ ...paperSettings(model), experts }, model, model);
  const cloud = initialWeights(model, new Random("scale"));
  const { parameters, buffers } = firstValues(d, cloud, 0);
  const weights = { cloud: new Weights("cloud."), generator: new Weights() };
  const { gates } = route(d, readPrompt(d, promptInputs(d), weights.cloud, weights.generator), weights.generator);
  const program = await compile(
    { gates, ...assembledAdapter(d, weights.generator, gates).outputs },
    { weights: { ...prefixed("cloud.", cloud), ...parameters, ...buffers }, threads },
  );
  const { ids, metaAt } = encodePrompts(
    Array.from({ length: batch }, () => someIds(prompt, model.vocabularySize)),
    d,
  );
  return { run: () => program.run({ prompt_ids: ids, meta_at: metaAt }), dispose: () => program.dispose() };
}
