import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryOf, openEdge, type Edge } from "../../src/evaluation/contestants.js";
import type { Contestant } from "../../src/evaluation/contestant.js";
import { graphContestant } from "../../src/evaluation/graph-contestant.js";
import { ask } from "../../src/evaluation/reasoning/ask.js";
import { encodeAsked } from "../../src/evaluation/reasoning/likelihood.js";
import { reasoningTask } from "../../src/evaluation/reasoning/tasks.js";
import { evaluationRecipeSchema } from "../../src/evaluation/recipe.js";
import { evaluateRecipe } from "../../src/evaluation/run.js";
import { loadMethod, type LoadedMethod } from "../../src/evaluation/loaded-method.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { kindOf, type SavedMethodName } from "../../src/methods/kinds.js";
import { requestInputs } from "../../src/methods/method.js";
import { saveMethod } from "../../src/methods/saved-method.js";
import { readModel } from "../../src/lm/read-weights.js";
import { compile } from "../../src/runtime/node.js";
import { i64 } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { makeTinyPair, tinyPositions, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
let edge: Edge;
beforeAll(async () => {
  pair = await makeTinyPair();
  edge = await openEdge(pair.edge);
});
afterAll(() => rm(pair.root, { recursive: true }));

const settings: Partial<Record<SavedMethodName, object>> = {
  "lora-moe": { experts: 2, rank: 2, alpha: 2 },
  "auto-compressor": { summaryTokens: 3, segments: 2, rank: 2, alpha: 2 },
  direct: { hidden: 4, rank: 2, alpha: 2 },
};

/** A method directory with numbers large enough for prompts to matter. */
async function saved(method: SavedMethodName): Promise<string> {
  const directory = join(pair.root, method);
  const kind = kindOf(method);
  const [edgeFile, cloudFile] = [await openCheckpoint(pair.edge), await openCheckpoint(pair.cloud)];
  const random = new Random(method);
  const own = kind.settings.parse(settings[method]) as object;
  const tensors = kind
    .make(own, { edge: await readModel(edgeFile), cloud: await readModel(cloudFile) })
    .initial(random);
  for (const { data } of Object.values(tensors)) for (let i = 0; i < data.length; i++) data[i] = 0.3 * random.normal();
  const cloud = kind.reader === "cloud" ? cloudFile : undefined;
  await saveMethod(directory, { method, settings: own, edge: edgeFile, cloud, tensors });
  await edgeFile.close();
  await cloudFile.close();
  return directory;
}

const open = async (directory: string): Promise<Contestant> =>
  (await entryOf({ method: "trained", directory }, edge, 1)).open();

/** Logits [tokens][vocabulary] of a row behind a prompt, by the method's graph as a whole. */
async function wholeGraph({ method, tensors, promptIds }: LoadedMethod, system: string, ids: readonly number[]) {
  const { logits } = method.build(requestInputs(), { dropout: 0 });
  const program = await compile({ logits }, { weights: { ...method.frozen, ...tensors }, threads: 1 });
  const feeds = {
    ...method.promptFeeds([promptIds(system)]),
    ids: i64([1, ids.length], ids),
    read_at: i64(
      [1, ids.length],
      ids.map((_, i) => i),
    ),
  };
  const { data, shape } = (await program.run(feeds))["logits"]!;
  await program.dispose();
  const words = shape[2]!;
  return ids.map((_, i) => Array.from(data.subarray(i * words, (i + 1) * words) as Float32Array));
}

const writeEpisodes = (file: string, episodes: readonly object[]): Promise<void> =>
  writeFile(file, episodes.map((episode) => `${JSON.stringify(episode)}\n`).join(""));

const logSoftmax = (row: readonly number[], at: number): number => {
  const most = Math.max(...row);
  return row[at]! - most - Math.log(row.reduce((sum, v) => sum + Math.exp(v - most), 0));
};

const prompts = ["Name a town.", "Count to ten, slowly, and in words."];
const question = { question: "Is it far to Rome?", choices: ["yes", "no, it is near", "perhaps"], answer: 1 };
const asked = ask(reasoningTask("piqa"), question);

describe.each(["lora-moe", "auto-compressor"] as const)("%s, which is no adapter", (method) => {
  test(
    "chooses and writes behind a prompt that is read once as its whole graph does",
    { timeout: 300_000 },
    async () => {
      const directory = await saved(method);
      const loaded = await loadMethod(directory, edge.base, edge.tokenizer);
      const contestant = await open(directory);
      const values: number[][] = [];
      for (const system of prompts) {
        const [found] = await contestant.choose(system, [{ asked, writing: "chat" }]);
        for (const [i, { context, continuation }] of encodeAsked(edge.tokenizer, asked, "chat").entries()) {
          const rows = await wholeGraph(loaded, system, [...context, ...continuation]);
          const expected = continuation.reduce((sum, id, k) => sum + logSoftmax(rows[context.length - 1 + k]!, id), 0);
          expect(found![i]).toBeCloseTo(expected, 3);
        }
        values.push(found!);
        const ids = edge.tokenizer.encode("<|user|>hello<|end|><|assistant|>", { addSpecial: false });
        const start = ids.length;
        for (let n = 0; n < 4; n++) {
          const last = (await wholeGraph(loaded, system, ids)).at(-1)!;
          const next = last.indexOf(Math.max(...last));
          if (edge.tokenizer.eosIds.includes(next)) break;
          ids.push(next);
        }
        const text = edge.tokenizer.decode(ids.slice(start), { skipSpecial: true });
        const written = await contestant.answers(system, [
          { request: "hello", maxTokens: 4 },
          { request: "and you?", maxTokens: 2 },
        ]);
        expect(written[0]).toBe(text);
      }
      // What reads the prompt answers by it.
      expect(Math.abs(values[0]![0]! - values[1]![0]!) > 1e-3).toBe(method === "auto-compressor");
      await contestant.dispose();
    },
  );
});

test(
  "direct generation is its adapter: choices and answers are those of its whole graph",
  { timeout: 300_000 },
  async () => {
    const directory = await saved("direct");
    const [merged, graph] = [
      await open(directory),
      graphContestant(await loadMethod(directory, edge.base, edge.tokenizer), 1),
    ];
    const first: number[] = [];
    for (const system of prompts) {
      const [[a], [b]] = (await Promise.all(
        [merged, graph].map((c) => c.choose(system, [{ asked, writing: "chat" }])),
      )) as [number[][], number[][]];
      expect(Float32Array.from(a!)).toBeAllclose(Float32Array.from(b!), { atol: 1e-2 });
      first.push(a![0]!);
      const requests = [{ request: "hello", maxTokens: 4 }];
      expect(await merged.answers(system, requests)).toEqual(await graph.answers(system, requests));
    }
    expect(first[0]).not.toBeCloseTo(first[1]!, 2);
    await merged.dispose();
    await graph.dispose();
  },
);

test(
  "what no context holds is wrong, and costs of a method with a soft prompt are told with it",
  { timeout: 300_000 },
  async () => {
    const right = "Thought: Do I need to use a tool? No\nAI: hi";
    const file = join(pair.root, "tools.jsonl");
    await writeEpisodes(file, [
      { system: prompts[0]!, turns: [{ request: "hello", answer: right }] },
      { system: "x".repeat(3 * tinyPositions), turns: [{ request: "hello", answer: right }] },
    ]);
    const directory = await saved("auto-compressor");
    const recipe = evaluationRecipeSchema.parse({
      name: "test",
      output: join(pair.root, "evaluation"),
      edge: pair.edge,
      methods: [
        { method: "in-context" },
        { method: "lora-gen", directory: pair.generator },
        { method: "trained", directory },
      ],
      tasks: [{ task: "gpt4tools", file, maxTokens: 2 }],
      latency: 1,
      bootstrap: 20,
      permutations: 20,
    });
    const { notes, efficiency, rows } = await evaluateRecipe(recipe, { threads: 1 });
    expect(notes).toEqual(
      ["in-context", "lora-gen", "auto-compressor"].map(
        (method) => `${method}, gpt4tools: 1 of 2 items do not fit the context and count as wrong`,
      ),
    );
    expect(rows.every(({ items, value }) => items === 2 && value <= 0.5)).toBe(true);
    const costs = new Map(efficiency.map((e) => [e.method, e]));
    expect(["in-context", "lora-gen", "auto-compressor"].map((m) => costs.get(m)!.readTokens)).toEqual([
      costs.get("in-context")!.systemTokens,
      0,
      6,
    ]);
    for (const { latency } of efficiency) expect(latency!.milliseconds).toBeGreaterThan(0);
  },
);

test("a task without system prompts is refused for a method that needs one, before anything is measured", async () => {
  const file = join(pair.root, "bare.jsonl");
  await writeEpisodes(file, [{ system: "", turns: [{ request: "hello", answer: "hi" }] }]);
  const recipe = evaluationRecipeSchema.parse({
    name: "test",
    output: join(pair.root, "bare"),
    edge: pair.edge,
    methods: [{ method: "none" }, { method: "lora-gen", directory: pair.generator }],
    tasks: [{ task: "jsonl", file }],
  });
  await expect(evaluateRecipe(recipe)).rejects.toThrow("given asks without a system prompt, which lora-gen needs");
});
