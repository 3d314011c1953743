import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { adaptedContestant } from "../../src/evaluation/contestant.js";
import { openEdge } from "../../src/evaluation/contestants.js";
import { edgeScorer } from "../../src/evaluation/scorer.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
beforeAll(async () => (pair = await makeTinyPair()));
afterAll(() => rm(pair.root, { recursive: true }));

test("answers behind one prompt that are written together are those that are written one by one", async () => {
  const { source, base, tokenizer } = await openEdge(pair.edge);
  const openScorer = () => edgeScorer(base.config, base.weights, tokenizer, { threads: 1 });
  const lora = await loadAdapter(pair.lora, base.config);
  const system = "Answer in one word, and say where the train goes.";
  const requests = ["to Paris", "to Rome", "and now?", "to Paris"].map((request, i) => ({ request, maxTokens: 4 + i }));
  const edge = await EdgeModel.load(source, { thread: "main" });
  for (const inContext of [true, false]) {
    const adapter = { ...(inContext ? {} : { takes: async () => true }), for: async () => lora };
    const together = adaptedContestant({ source, base, tokenizer, inContext, adapter, openScorer, threads: 1 });
    const model = await edge.specialize(lora);
    for (const prompt of [system, `Please. ${system}`]) {
      const alone = [];
      for (const { request, maxTokens } of requests) {
        const turn = { role: "user", content: request };
        alone.push(
          await model.complete(inContext ? [{ role: "system", content: prompt }, turn] : [turn], { maxTokens }),
        );
      }
      expect(await together.answers(prompt, requests)).toEqual(alone);
    }
    await together.dispose();
  }
  await edge.dispose();
});
