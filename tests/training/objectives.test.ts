import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Episode } from "../../src/data/episode.js";
import { InputError } from "../../src/errors.js";
import { ffnProjections } from "../../src/lm/weights.js";
import { encodeSystemPrompt } from "../../src/methods/lora-gen/generator.js";
import { initialLora, lora } from "../../src/methods/lora/lora.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { readTokenizerFiles } from "../../src/lm/tokenizer-files.js";
import { languageModelObjective } from "../../src/training/language-model.js";
import { openModel, type LoadedModel } from "../../src/training/method-run.js";
import { methodObjective } from "../../src/training/method.js";
import type { Objective } from "../../src/training/objective.js";
import { encodeTurn } from "../../src/training/requests.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

const episode = (random: Random): Episode => ({
  system: `Say ${random.pick(["yes", "no", "perhaps"])} ${"and so on ".repeat(random.below(4))}`,
  turns: ["a", "b"].map((x) => ({
    request: `${x}${random.below(100)}?`,
    answer: random.pick(["y", "n", "who knows"]),
  })),
  family: "classification",
  configuration: "test",
  shots: 0,
});

let pair: TinyPair;
let model: LoadedModel;
beforeAll(async () => {
  pair = await makeTinyPair();
  model = await openModel(pair.edge);
});
afterAll(async () => {
  await model.checkpoint.close();
  await rm(pair.root, { recursive: true });
});

const validation = Array.from({ length: 5 }, (_, i) => episode(new Random(`validation ${i}`)));
const pretraining = (changes: object = {}): Promise<Objective> =>
  languageModelObjective({
    config: model.config,
    tokenizer: model.tokenizer,
    weights: model.weights,
    seed: 1,
    batch: 3,
    promptLossWeight: 0,
    withoutPrompt: 0,
    episode,
    validation,
    save: async () => {},
    ...changes,
  });

function loraTraining(changes: object = {}): Promise<Objective> {
  const settings = { rank: 2, alpha: 2, targets: ffnProjections(model.config) };
  return methodObjective({
    method: lora(settings, model.config, model.weights),
    parameters: initialLora(settings, model.config, new Random("first")),
    buffers: {},
    tokenizer: model.tokenizer,
    encodePrompt: (system) => encodeSystemPrompt(model.tokenizer, system),
    longestPrompt: model.config.positions,
    longestRequest: model.config.positions,
    seed: 1,
    batch: 3,
    dropout: 0,
    episode,
    validation,
    save: async () => {},
    ...changes,
  });
}

/** Mean negative log-likelihood of the answers' tokens, each from a pass of its own. */
async function answerLoss(episodes: readonly Episode[], withSystem: boolean): Promise<number> {
  const losses: number[] = [];
  const runs = await LanguageModel.load(pair.edge, { thread: "main" });
  for (const { system, turns } of episodes)
    for (const turn of turns) {
      const { ids, answer } = encodeTurn(model.tokenizer, turn, ...(withSystem ? [system] : []));
      for (const [t, isAnswer] of answer.entries()) {
        if (!isAnswer) continue;
        const logits = await runs.lastLogits(ids.slice(0, t));
        losses.push(Math.log(logits.reduce((sum, v) => sum + Math.exp(v), 0)) - logits[ids[t]!]!);
      }
    }
  await runs.dispose();
  return losses.reduce((a, b) => a + b) / losses.length;
}

describe("pretraining", () => {
  test("its validation loss is that of each answer behind its prompt, all other requests unseen", async () => {
    const objective = await pretraining();
    const figures = await objective.validate();
    expect(figures.loss).toBeCloseTo(await answerLoss(validation, true), 4);
    await objective.dispose();
  });

  test("a step weighs the prompt's tokens as told", async () => {
    const [none, all] = [await pretraining(), await pretraining({ promptLossWeight: 1 })];
    const [answers, everything] = [await none.run(none.batch(0)), await all.run(all.batch(0))];
    expect(answers.loss).toBeCloseTo(answers.metrics["answerLoss"]!, 4);
    expect(everything.metrics["answerLoss"]).toBeCloseTo(answers.loss, 4);
    expect(everything.loss).not.toBeCloseTo(answers.loss, 2);
    expect(Object.keys(answers.gradients).sort()).toEqual(Object.keys(model.weights).sort());
    await Promise.all([none.dispose(), all.dispose()]);
  });

  test("its weight decay spares norms", async () => {
    const objective = await pretraining();
    const spared = Object.keys(model.weights).filter((name) => !objective.decays(name));
    expect(spared.every((name) => name.includes("norm"))).toBe(true);
    expect(spared).toHaveLength(5);
    await objective.dispose();
  });
});

describe("training of a method", () => {
  test("its validation loss is that of each answer without the prompt, at first", async () => {
    const objective = await loraTraining();
    expect((await objective.validate()).loss).toBeCloseTo(await answerLoss(validation, false), 4);
    await objective.dispose();
  });

  test("dropout is the same in a batch that is run again, and another in the next", async () => {
    const objective = await loraTraining({ dropout: 0.5 });
    for (const t of Object.values(objective.parameters)) (t.data as Float32Array).fill(0.3);
    const batch = objective.batch(4);
    const [once, again] = [await objective.run(batch), await objective.run(batch)];
    expect(again.loss).toBe(once.loss);
    const reseeded = await objective.run({ ...batch, seed: objective.batch(5)["seed"]! });
    expect(reseeded.loss).not.toBe(once.loss);
    await objective.dispose();
  });
});

describe.each([
  ["pretraining", pretraining],
  ["a method's training", loraTraining],
])("batches of %s", (_, make) => {
  test("depend on the seed and their number alone", async () => {
    const [objective, other] = [await make(), await make({ seed: 2 })];
    const inOrder: TensorMap[] = [];
    for (let n = 0; n < 20; n++) inOrder.push(objective.batch(n));
    for (const n of [17, 3, 19, 0]) expect(objective.batch(n)).toEqual(inOrder[n]);
    expect(new Set(inOrder.map((b) => b["ids"]!.data.join())).size).toBe(20);
    expect(other.batch(0)).not.toEqual(inOrder[0]);
    await Promise.all([objective.dispose(), other.dispose()]);
  });

  test("count what is read, also where padding is a token that ends every answer", async () => {
    const files = await readTokenizerFiles(pair.tokenizer);
    const tokenizer = await Tokenizer.of({ ...files, config: { ...files.config, pad_token: undefined } });
    expect(tokenizer.padId).toBe(model.tokenizer.eosIds[0]);
    const [objective, padded] = [await make(), await make({ tokenizer })];
    const { tokens } = await objective.run(objective.batch(0));
    const real = objective.batch(0)["ids"]!.data as BigInt64Array;
    expect(tokens).toBe(real.filter((id) => id !== BigInt(model.tokenizer.padId)).length);
    expect((await padded.run(padded.batch(0))).tokens).toBe(tokens);
    await Promise.all([objective.dispose(), padded.dispose()]);
  });

  test("pass over what does not fit the context, and say so if nothing does", async () => {
    let drawn = 0;
    const now = (random: Random): Episode => {
      const { turns, ...rest } = episode(random);
      const long = drawn++ % 2 === 0;
      return { ...rest, turns: turns.map((t) => (long ? { ...t, request: "x".repeat(1100) } : t)) };
    };
    const objective = await make({ episode: now });
    expect(objective.batch(0)["ids"]!.shape[1]).toBeLessThan(1024);
    await objective.dispose();
    const always = (random: Random): Episode => ({
      ...episode(random),
      turns: [{ request: "x".repeat(1100), answer: "y" }],
    });
    const hopeless = await make({ episode: always });
    expect(() => hopeless.batch(0)).toThrow(InputError);
    expect(() => hopeless.batch(0)).toThrow("none of 1000 episodes fits the models' context");
    await hopeless.dispose();
    await expect(make({ validation: [always(new Random(1))] })).rejects.toThrow(
      "none of the 1 episodes of the validation set fits",
    );
  });
});
