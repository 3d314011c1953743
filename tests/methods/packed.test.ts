import { beforeAll, describe, expect, test } from "vitest";
import type { EncodedConversation } from "../../src/lm/conversation.js";
import { Weights } from "../../src/lm/weights.js";
import { input } from "../../src/graph/index.js";
import { direct } from "../../src/methods/direct/direct.js";
import { mixLora } from "../../src/methods/mix-lora/mix-lora.js";
import { loraGenLoss, promptInputs } from "../../src/methods/lora-gen/loss.js";
import { loraGen } from "../../src/methods/lora-gen/method.js";
import { encodePrompts, packPrompts } from "../../src/methods/lora-gen/meta-tokens.js";
import { parameterShapes } from "../../src/methods/lora-gen/parameters.js";
import { dimensions, type GeneratorSettings } from "../../src/methods/lora-gen/settings.js";
import { lora } from "../../src/methods/lora/lora.js";
import { loraMoe } from "../../src/methods/lora-moe/lora-moe.js";
import { requestInputs, type Method } from "../../src/methods/method.js";
import { compileTraining } from "../../src/training/objective.js";
import { packedRequestBatch, requestBatch } from "../../src/training/requests.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { configOf, goldenDimensions, goldenModels } from "./lora-gen.golden.js";
import { drawn, withPrefix } from "./baselines.golden.js";

const random = new Random("packed");
const words = (count: number): number[] => Array.from({ length: count }, () => 3 + random.below(50));
const request = (asked: number, answered: number): EncodedConversation => ({
  ids: words(asked + answered),
  answer: Array.from({ length: asked + answered }, (_, i) => i >= asked),
});
/** Of three prompts, two requests each. */
const requests = [
  [request(5, 2), request(3, 1)],
  [request(9, 4), request(2, 2)],
  [request(4, 1), request(6, 3)],
];
const prompts = [words(4), words(11), words(6)];
const edge = configOf("edge");

/** Loss of the answers and gradients; feeds that the graph does not take are left out. */
async function run(
  build: () => { loss: Parameters<typeof compileTraining>[0]; parameters: Parameters<typeof compileTraining>[1] },
  frozen: TensorMap,
  feeds: TensorMap,
) {
  const { loss, parameters } = build();
  const { program, gradientsOf } = await compileTraining(loss, parameters, {}, frozen);
  const results = await program.run(
    Object.fromEntries(Object.entries(feeds).filter(([name]) => program.inputs.includes(name))),
  );
  await program.dispose();
  return { loss: Number(results["loss"]!.data[0]), gradients: gradientsOf(results) };
}

function expectSame(packed: Awaited<ReturnType<typeof run>>, plain: Awaited<ReturnType<typeof run>>): void {
  expect(packed.loss).toBeCloseTo(plain.loss, 5);
  for (const [name, gradient] of Object.entries(plain.gradients)) {
    const size = Math.max(1e-4, ...gradient.map(Math.abs));
    expect(packed.gradients[name], name).toBeAllclose(gradient, { atol: 1e-3 * size });
  }
}

describe("requests that share rows give the loss and the gradients of a row each", () => {
  let models: TensorMap;
  beforeAll(async () => {
    models = await goldenModels();
  });

  test.each<[string, Partial<GeneratorSettings>]>([
    ["products", { mix: "products", router: "linear", topK: 4 }],
    ["mixed factors", {}],
    ["heads", { heads: 2 }],
  ])("LoRA-Gen's, whose prompts share rows too (%s)", async (_, settings) => {
    const d = dimensions({ ...goldenDimensions.settings, ...settings }, goldenDimensions.cloud, edge);
    const parameters = {
      ...drawn(parameterShapes(d)),
      seed: { dtype: "i32", shape: [1], data: Int32Array.of(1) },
    } as const;
    const method = loraGen(d, { cloud: withPrefix(models, "cloud."), edge: withPrefix(models, "edge.") }, 0.01);
    const seed = input("seed", [1], "i32");
    const { ids, metaAt } = encodePrompts(prompts, d);
    const feeds = packPrompts(prompts, d);
    expect(feeds["prompt_ids"]!.shape[0]).toBeLessThan(prompts.length);
    const plain = await run(
      () => {
        const weights = { cloud: new Weights("cloud."), edge: new Weights("edge."), generator: new Weights() };
        const { loss } = loraGenLoss(d, promptInputs(d), requestInputs(), weights, { balance: 0.01, dropout: 0, seed });
        const trained = Object.keys(parameterShapes(d)).map(
          (name) => [name, weights.generator.entries.get(name)!] as const,
        );
        return { loss, parameters: Object.fromEntries(trained) };
      },
      models,
      { ...parameters, prompt_ids: ids, meta_at: metaAt, ...requestBatch(requests.flat(), 0) },
    );
    const packed = await run(() => method.build(requestInputs({ packed: true }), { dropout: 0, seed }), models, {
      ...parameters,
      ...feeds,
      ...packedRequestBatch(requests, method.pack!, 0),
    });
    expectSame(packed, plain);
  });

  test.each<[string, () => Method]>([
    ["LoRA's", () => lora({ rank: 2, alpha: 2, targets: ["q", "up"] }, edge, withPrefix(models, "edge."))],
    [
      "LoRAMoE's",
      () =>
        loraMoe.make(
          { experts: 3, rank: 2, alpha: 4, targets: ["up", "down"] },
          { edge: { config: edge, weights: withPrefix(models, "edge.") } },
        ).method,
    ],
    [
      "MixLoRA's",
      () =>
        mixLora.make(
          { experts: 3, topK: 2, rank: 2, alpha: 4, targets: ["q", "up", "down"], balance: 0.01 },
          { edge: { config: edge, weights: withPrefix(models, "edge.") } },
        ).method,
    ],
    [
      "those of factors that the cloud model writes",
      () =>
        direct.make(
          {
            hidden: 4,
            rank: 2,
            alpha: 2,
            targets: ["up", "down"],
            cloudTargets: ["q"],
            cloudRank: 2,
            cloudAlpha: 2,
          },
          {
            edge: { config: edge, weights: withPrefix(models, "edge.") },
            cloud: { config: goldenDimensions.cloud, weights: withPrefix(models, "cloud.") },
          },
        ).method,
    ],
  ])("%s", async (_, make) => {
    const method = make();
    const parameters = drawn(method.parameters);
    const packed = packedRequestBatch(requests, method.pack!, 0);
    expect(packed["ids"]!.shape[0]).toBeLessThan(requests.flat().length);
    const runs = [true, false].map((packs) =>
      run(() => method.build(requestInputs({ packed: packs }), { dropout: 0 }), method.frozen, {
        ...parameters,
        ...method.promptFeeds(prompts),
        ...(packs ? packed : requestBatch(requests.flat(), 0)),
      }),
    );
    expectSame(...((await Promise.all(runs)) as [Awaited<(typeof runs)[0]>, Awaited<(typeof runs)[0]>]));
  });
});
