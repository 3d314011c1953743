/** @file SmolLM2-135M-Instruct from its GGUF file against Hugging Face: needs the 98 MB model, see tests/smollm2.ts. */

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LanguageModel } from "../../src/lm/language-model.js";
import { golden, readGolden } from "../golden.js";
import { smollm2, describeWithSmollm2 } from "../smollm2.js";

interface Expected {
  greedy: Record<string, string>;
}

describeWithSmollm2("SmolLM2-135M", () => {
  let model: LanguageModel;
  const expected = JSON.parse(readFileSync(golden("smollm2/expected.json"), "utf8")) as Expected;
  beforeAll(async () => {
    model = await LanguageModel.load(smollm2, { thread: "main" });
  }, 60_000);
  afterAll(() => model.dispose());

  test("has the logits of Hugging Face behind every golden prompt", async () => {
    const tensors = await readGolden("smollm2/expected.safetensors");
    for (const i of [0, 1, 2, 3]) {
      const ids = Array.from(tensors[`ids_${i}`]!.data as BigInt64Array, Number);
      expect(await model.lastLogits(ids)).toBeAllclose(tensors[`last_logits_${i}`]!.data, { atol: 1e-3, rtol: 1e-3 });
    }
  }, 60_000);

  test.each(Object.keys(expected.greedy))(
    "continues %j as Hugging Face does",
    async (prompt) => {
      expect(await model.complete(prompt, { maxTokens: 48, temperature: 0 })).toBe(
        expected.greedy[prompt]!.replace("<|im_end|>", ""),
      );
    },
    60_000,
  );
});
