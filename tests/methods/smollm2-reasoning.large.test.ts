/** @file The generator in checkpoints/smollm2-reasoning, where its model is at hand (see tests/smollm2.ts). */

import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { tokenLogprobs } from "../../src/lm/token-logprobs.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import { describeWithSmollm2, smollm2 } from "../smollm2.js";

const shipped = "checkpoints/smollm2-reasoning";

/** None of them, nor those of the prompt, are of the sets that it was trained on. */
const questions = [
  ["What do bees make?", "honey"],
  ["What does a magnet attract?", "iron"],
  ["What happens to ice cream on a hot day?", "It melts."],
  ["Which of these is a planet?", "Mars"],
  ["What do fish use to breathe?", "gills"],
  ["Why do people wear coats in winter?", "to stay warm"],
] as const;
const asked = (question: string): string => `Question: ${question}\nAnswer:`;

describeWithSmollm2("the generator for SmolLM2", () => {
  let root: string;
  let base: EdgeModel;
  let specialist: EdgeModel;

  beforeAll(async () => {
    // As its README.md tells, the model's file beside the generator.
    root = await mkdtemp(join(tmpdir(), "lora-gen-smollm2-"));
    await cp(join(shipped, "generator"), join(root, "generator"), { recursive: true });
    await symlink(smollm2, join(root, "SmolLM2-135M-Instruct.Q4_1.gguf"));
    const generator = await Generator.load(join(root, "generator"), { thread: "main" });
    const prompt = await readFile(join(shipped, "prompt.txt"), "utf8");
    const { adapter } = await generator.generate(prompt.trimEnd());
    base = await EdgeModel.load(generator.edge, { thread: "main" });
    await generator.dispose();
    specialist = await base.specialize(adapter);
  }, 120_000);
  afterAll(async () => {
    await base.dispose();
    await rm(root, { recursive: true });
  });

  /** Mean log-probability of the right answers' tokens. */
  async function certainty(model: EdgeModel): Promise<number> {
    let [total, count] = [0, 0];
    for (const [question, answer] of questions) {
      const before = model.encode(asked(question));
      const ids = model.tokenizer.encode(answer, { addSpecial: false });
      let at = 0;
      for await (const logits of model.promptLogits([...before, ...ids])) {
        const next = ids[++at - before.length];
        if (next !== undefined) total += tokenLogprobs(logits, next, 0).logprob;
      }
      count += ids.length;
    }
    return total / count;
  }

  test("makes right answers likelier than they are to the bare model", async () => {
    expect((await certainty(specialist)) - (await certainty(base))).toBeGreaterThan(0.5);
  }, 60_000);

  test("answers as the solved questions are answered, shortly, where the bare model explains", async () => {
    const words = async (model: EdgeModel): Promise<number> => {
      let longest = 0;
      for (const [question] of questions) {
        const answer = await model.complete(asked(question), { temperature: 0, maxTokens: 24 });
        longest = Math.max(longest, answer.split(/\s+/).length);
      }
      return longest;
    };
    expect(await words(specialist)).toBeLessThan(12);
    expect(await words(base)).toBeGreaterThan(12);
  }, 60_000);
});
