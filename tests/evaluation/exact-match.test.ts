import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadWeights } from "../../src/lm/checkpoint.js";
import type { Adapter } from "../../src/adapter/adapter.js";
import { merge } from "../../src/adapter/merge.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { evaluateExactMatch } from "../../src/evaluation/exact-match.js";
import { givenSet, nanoSets } from "../../src/evaluation/items.js";
import { exactMatchMethods } from "../../src/evaluation/names.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { ffnProjections, projectionName } from "../../src/lm/weights.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import { makeTinyPair, tinyPositions, type TinyPair } from "../tiny-pair.js";

const prompts = [
  "Answer in one word.",
  "You book trains: say where to.",
  "Sort what the user says into good or bad, by its tone.",
];
const requests = ["hello there", "to Paris at noon", "what a day this is", "7:30", "Is it far?", "Ada"];
const questions = prompts.flatMap((system) => requests.map((request) => ({ system, request })));

let pair: TinyPair;
let edge: LanguageModel;
beforeAll(async () => {
  pair = await makeTinyPair();
  const layers = [0, 1];
  edge = await LanguageModel.load(pair.edge, {
    thread: "main",
    threads: 1,
    variable: (c) => layers.flatMap((i) => ffnProjections(c).map((p) => `${projectionName(c, i, p)}.weight`)),
  });
});
afterAll(async () => {
  await edge.dispose();
  await rm(pair.root, { recursive: true });
});

type Method = (typeof exactMatchMethods)[number];

/** The edge model as a method makes it for a system prompt. */
async function modelOf(method: Method, system: string): Promise<LanguageModel> {
  const adapted = async (adapter: Adapter) =>
    edge.withWeights(await merge(edge.config, (await loadWeights(edge.source)).weights, adapter));
  if (method === "lora") return adapted(await loadAdapter(pair.lora, edge.config));
  if (method !== "lora-gen") return edge;
  const generator = await Generator.load(pair.generator, { thread: "main", threads: 1 });
  const { adapter } = await generator.generate(system);
  await generator.dispose();
  return adapted(adapter);
}

/** Greedy token ids of each question's answer, undefined for one that does not end. */
async function greedy(method: Method): Promise<(number[] | undefined)[]> {
  const out: (number[] | undefined)[] = [];
  for (const system of prompts) {
    const model = await modelOf(method, system);
    for (const request of requests) {
      const prefix = method === "in-context" ? [{ role: "system", content: system }] : [];
      const ids: number[] = [];
      for await (const id of model.tokens(model.encode([...prefix, { role: "user", content: request }]), {
        maxTokens: 30,
      }))
        ids.push(id);
      out.push(ids.length < 30 ? ids : undefined);
    }
  }
  return out;
}

describe("an exact match", () => {
  test.each(exactMatchMethods)("of %s is the answer that greedy decoding gives, and no other", async (method) => {
    const answers = await greedy(method);
    const { tokenizer } = edge;
    const items = questions.flatMap((question, i) => {
      const ids = answers[i];
      if (!ids) return [];
      const answer = tokenizer.decode(ids);
      // What a random model says need not be how the tokenizer would write it.
      return tokenizer.encode(answer).join() === ids.join() ? [{ ...question, answer }] : [];
    });
    expect(items.length).toBeGreaterThan(3);
    const others = items.map((item) => ({ ...item, answer: `${item.answer} and more` }));
    const { rows } = await evaluateExactMatch(
      [
        { split: "right", items },
        { split: "wrong", items: others },
      ],
      { generator: pair.generator, threads: 1, methods: [method] },
    );
    expect(rows.map(({ accuracy }) => accuracy)).toEqual([1, 0]);
  });
});

test("a row has Wilson's interval, and rows of the families, all alike, add up to it", async () => {
  const [set] = nanoSets(["unseen"], 8, 0);
  const { rows, families } = await evaluateExactMatch([set!], {
    generator: pair.generator,
    threads: 1,
    methods: ["none"],
  });
  expect(rows).toEqual([
    { method: "none", split: "unseen", items: 8, accuracy: 0, low: 0, high: expect.closeTo(0.324, 3) as number },
  ]);
  expect(families.map(({ family, items }) => [family, items])).toEqual([
    ["tools", 2],
    ["classification", 2],
    ["extraction", 2],
    ["rewriting", 2],
  ]);
});

test("what no context holds counts as wrong, and a note says so", async () => {
  const long = givenSet([
    {
      system: "word ".repeat(tinyPositions),
      turns: [{ request: "a", answer: "b" }],
      family: "tools",
      configuration: "",
      shots: 0,
    },
  ]);
  const { rows, families, notes } = await evaluateExactMatch([long], {
    generator: pair.generator,
    threads: 1,
    methods: ["in-context", "lora-gen"],
  });
  expect(rows.map(({ method, split, items, accuracy }) => [method, split, items, accuracy])).toEqual([
    ["in-context", "given", 1, 0],
    ["lora-gen", "given", 1, 0],
  ]);
  expect([families, notes]).toEqual([
    [],
    [
      "in-context, given: 1 of 1 items do not fit the context and count as wrong",
      "lora-gen, given: 1 of 1 items do not fit the context and count as wrong",
    ],
  ]);
});

test("without a LoRA beside the generator its row is left out, with a note; one that was asked for must exist", async () => {
  await rm(pair.lora, { recursive: true });
  const [set] = nanoSets(["seen"], 4, 1);
  const { rows, notes } = await evaluateExactMatch([set!], {
    generator: pair.generator,
    threads: 1,
    methods: ["none", "lora"],
  });
  expect(rows.map(({ method }) => method)).toEqual(["none"]);
  expect(notes).toEqual([`lora is left out: there is no adapter in ${pair.lora}`]);
  const elsewhere = join(pair.root, "elsewhere");
  await expect(evaluateExactMatch([set!], { generator: pair.generator, threads: 1, lora: elsewhere })).rejects.toThrow(
    `${elsewhere}: is no adapter`,
  );
});
