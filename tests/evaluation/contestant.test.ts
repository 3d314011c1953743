import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptedProjections } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { adaptedContestant, graphContestant } from "../../src/evaluation/contestant.js";
import { openEdge } from "../../src/evaluation/contestants.js";
import { ask } from "../../src/evaluation/reasoning/ask.js";
import { reasoningTask } from "../../src/evaluation/reasoning/tasks.js";
import { edgeScorer } from "../../src/evaluation/scorer.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
beforeAll(async () => (pair = await makeTinyPair()));
afterAll(() => rm(pair.root, { recursive: true }));

test("choices have the same log-likelihoods by a method's own graph as behind one shared prefix", async () => {
  const { source, base, tokenizer } = await openEdge(pair.edge);
  const openScorer = () => edgeScorer(base.config, base.weights, tokenizer, { threads: 1 });
  const shared = adaptedContestant({ source, base, tokenizer, inContext: false, openScorer, threads: 1 });
  const graph = graphContestant({ name: "x", tokenizer, positions: base.config.positions, openScorer });
  const question = { question: "Is it far to Rome?", choices: ["yes", "no, it is near", "perhaps"], answer: 1 };
  for (const name of ["piqa", "openbookqa"] as const)
    for (const writing of ["plain", "chat"] as const) {
      const asked = ask(reasoningTask(name), question);
      const questions = [{ asked, writing }];
      const [[a], [b]] = (await Promise.all([shared, graph].map((c) => c.choose("", questions)))) as [
        number[][],
        number[][],
      ];
      expect(Float32Array.from(b!)).toBeAllclose(Float32Array.from(a!), { atol: 1e-4 });
      expect(new Set(a).size).toBe(3);
    }
  await expect(graph.answers("", [{ request: "a", maxTokens: 1 }])).rejects.toThrow("x writes no answers here");
  await Promise.all([shared.dispose(), graph.dispose()]);
});

test("answers behind one prompt that are written together are those that are written one by one", async () => {
  const { source, base, tokenizer } = await openEdge(pair.edge);
  const openScorer = () => edgeScorer(base.config, base.weights, tokenizer, { threads: 1 });
  const lora = await loadAdapter(pair.lora, base.config);
  const system = "Answer in one word, and say where the train goes.";
  const requests = ["to Paris", "to Rome", "and now?", "to Paris"].map((request, i) => ({ request, maxTokens: 4 + i }));
  const edge = await EdgeModel.load(source, { thread: "main" });
  for (const inContext of [true, false]) {
    const adapter = { targets: adaptedProjections(lora), ofPrompt: !inContext, for: async () => lora };
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
