import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEdge } from "../../src/evaluation/contestants.js";
import { evaluateExactMatch } from "../../src/evaluation/exact-match.js";
import type { MethodFlops } from "../../src/evaluation/costs/flops.js";
import { peakMemory } from "../../src/evaluation/costs/peak-memory.js";
import { nanoSets } from "../../src/evaluation/items.js";
import { evaluationRecipeSchema, loadEvaluationRecipe, type EvaluationRecipe } from "../../src/evaluation/recipe.js";
import { evaluateRecipe } from "../../src/evaluation/run.js";
import { edgeScorer } from "../../src/evaluation/scorer.js";
import { tasksOf } from "../../src/evaluation/tasks.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { golden } from "../golden.js";
import { makeTinyPair, tinyPositions, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
beforeAll(async () => (pair = await makeTinyPair()));
afterAll(() => rm(pair.root, { recursive: true }));

const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

async function recipe(overrides: object): Promise<EvaluationRecipe> {
  return evaluationRecipeSchema.parse({
    name: "test",
    output: await mkdtemp(join(pair.root, "evaluation-")),
    edge: pair.edge,
    methods: [
      { method: "none" },
      { method: "in-context" },
      { method: "lora", directory: pair.lora },
      { method: "lora-gen", directory: pair.generator },
    ],
    bootstrap: 200,
    permutations: 200,
    ...overrides,
  });
}

/** Questions of two sets as files, with shots to draw from. */
async function reasoningSets(): Promise<object> {
  const rows = JSON.parse(await readFile(golden("lm-eval/rows.json"), "utf8")) as Record<
    string,
    { shots: unknown[]; items: unknown[] }
  >;
  const sets: Record<string, object> = {};
  for (const name of ["arc_easy", "winogrande"]) {
    const [test, train] = [join(pair.root, `${name}.jsonl`), join(pair.root, `${name}-train.jsonl`)];
    await writeFile(test, jsonLines(rows[name]!.items));
    await writeFile(train, jsonLines(rows[name]!.shots));
    sets[name] = { test, train };
  }
  return sets;
}

test("a recipe on the nano world has the shares that the evaluation without a recipe has", async () => {
  const items = 8;
  const { rows } = await evaluateRecipe(
    await recipe({ tasks: [{ task: "nano", splits: ["seen"], items, shots: 0 }], seeds: [3] }),
    { threads: 1 },
  );
  const expected = await evaluateExactMatch(nanoSets(["seen"], items, 3, 0), { generator: pair.generator, threads: 1 });
  const exact = rows.filter(({ metric }) => metric === "exact");
  expect(exact.map(({ method, value, items: n }) => [method, value, n])).toEqual(
    expected.rows.map(({ method, accuracy }) => [method, accuracy, items]),
  );
});

test("reasoning sets are measured for every method, with AVE, HAR, tests and what each costs", async () => {
  const given = await recipe({
    tasks: [{ task: "reasoning", sets: await reasoningSets(), shots: 1 }],
    // They draw different shots, of both sets.
    seeds: [2, 3],
    latency: 1,
  });
  const result = await evaluateRecipe(given, { threads: 1 });
  expect(result.rows.map(({ method, task, metric }) => `${method} ${task} ${metric}`)).toEqual(
    ["none", "in-context", "lora", "lora-gen"].flatMap((method) => [
      `${method} arc_easy acc`,
      `${method} arc_easy acc_norm`,
      `${method} winogrande acc`,
    ]),
  );
  expect(result.rows.every(({ items, answers }) => items === 2 && answers === 4)).toBe(true);
  expect(result.means.map(({ figure, metric }) => `${figure} ${metric}`).slice(0, 4)).toEqual([
    "AVE acc",
    "HAR acc",
    "AVE acc_norm",
    "HAR acc_norm",
  ]);
  // Each two of four methods on three metrics, and on AVE.
  expect(result.comparisons).toHaveLength(6 * 4);
  const costs = new Map(result.efficiency.map((e) => [`${e.method} ${e.task}`, e]));
  expect(costs.get("none arc_easy")!.readTokens).toBe(0);
  expect(costs.get("in-context arc_easy")!.compression).toBe(1);
  expect(costs.get("lora-gen arc_easy")!.compression).toBeGreaterThan(1);
  const flops = (method: string): MethodFlops => costs.get(`${method} arc_easy`)!.flops!;
  expect(flops("lora-gen").request).toBe(flops("none").request);
  expect(flops("in-context").request).toBeGreaterThan(flops("none").request);
  expect([flops("none").once, flops("lora").once]).toEqual([0, 0]);
  expect(flops("lora-gen").once).toBeGreaterThan(flops("none").request);
  expect([flops("none").training, flops("in-context").training]).toEqual([undefined, undefined]);
  expect(flops("lora-gen").training).toBeGreaterThan(flops("lora").training!);
  expect(result.efficiency.every(({ latency }) => latency!.milliseconds > 0)).toBe(true);
  expect(result.methods.map(({ sha256 }) => sha256)).toSatisfy((hashes: string[]) => new Set(hashes).size === 4);
  expect(JSON.parse(await readFile(join(given.output, "result.json"), "utf8"))).toEqual(
    JSON.parse(JSON.stringify(result)),
  );
});

test("methods that read shots apart from the question get them as training shows them, without the blank line behind", async () => {
  for (const writing of ["chat", "plain"]) {
    const given = await recipe({ tasks: [{ task: "reasoning", sets: await reasoningSets(), shots: 1, writing }] });
    const systems = (await tasksOf(given.tasks[0]!)).map((task) => task.items(0)[0]!.system);
    expect(systems).toHaveLength(2);
    for (const system of systems) expect(system).toMatch(/\S$/);
  }
});

test("what all seeds ask alike is asked once, and its tokens are counted as they are written for the model", async () => {
  const file = join(pair.root, "given.jsonl");
  const [request, answer] = ["Wake me at 7:30", "7:30"];
  const systems = ["", "x".repeat(3 * tinyPositions)];
  await writeFile(file, jsonLines(systems.map((system) => ({ system, turns: [{ request, answer }] }))));
  const { rows, bySeed, notes, efficiency } = await evaluateRecipe(
    await recipe({
      tasks: [{ task: "jsonl", file }],
      methods: [{ method: "none" }, { method: "in-context" }],
      seeds: [0, 1, 2],
    }),
    { threads: 1 },
  );
  expect(rows.map(({ items, answers }) => [items, answers])).toEqual(Array(4).fill([2, 2]));
  expect(bySeed.map(({ values }) => values.length)).toEqual([1, 1]);
  expect(notes).toEqual(["in-context, given: 1 of 2 items do not fit the context and count as wrong"]);
  const tokenizer = await Tokenizer.load(pair.edge);
  const chat = tokenizer.encodeChat([{ role: "user", content: request }], { addGenerationPrompt: true });
  expect(efficiency.map(({ requestTokens }) => requestTokens)).toEqual([chat.length, chat.length]);
});

test("a method that reads no prompt is asked a question once, under however many draws of shots", async () => {
  const given = await recipe({
    tasks: [{ task: "reasoning", sets: await reasoningSets(), shots: 1 }],
    seeds: [2, 3],
  });
  const { rows } = await evaluateRecipe(given, { threads: 1 });
  expect(rows.every(({ answers }) => answers === 4)).toBe(true);
  const logged = (await readFile(join(given.output, "items.jsonl"), "utf8")).trim().split("\n");
  const perMethod = new Map<string, number>();
  for (const { method } of logged.map((line) => JSON.parse(line) as { method: string }))
    perMethod.set(method, (perMethod.get(method) ?? 0) + 1);
  // Two questions of each of two sets.
  expect(Object.fromEntries(perMethod)).toEqual({ none: 4, "in-context": 8, lora: 4, "lora-gen": 8 });
});

test("an item without a prompt is written alike with the prompt in context and without", async () => {
  const { base, tokenizer } = await openEdge(pair.edge);
  const item = { system: "", request: "Wake me", answer: "no" };
  const rows = [];
  for (const withSystem of [true, false]) {
    const scorer = await edgeScorer(base.config, base.weights, tokenizer, { withSystem, threads: 1 });
    rows.push(scorer.encode(item).row);
    await scorer.dispose();
  }
  expect(rows[0]).toEqual(rows[1]);
});

test("a run that was cut off in the middle of a line goes on where it was, to the same result", async () => {
  const overrides = {
    tasks: [{ task: "reasoning", sets: await reasoningSets(), shots: 0 }],
    methods: [{ method: "none" }],
  };
  const whole = await recipe(overrides);
  const expected = await evaluateRecipe(whole, { threads: 1 });
  const log = await readFile(join(whole.output, "items.jsonl"), "utf8");
  const again = await recipe(overrides);
  const lines = log.split("\n");
  await appendFile(join(again.output, "items.jsonl"), `${lines.slice(0, 2).join("\n")}\n${lines[2]!.slice(0, 20)}`);
  const measured: number[] = [];
  const found = await evaluateRecipe(again, { threads: 1, onProgress: (done) => measured.push(done) });
  expect(found.rows).toEqual(expected.rows);
  expect(measured[0]).toBe(2);
  expect(await readFile(join(again.output, "items.jsonl"), "utf8")).toBe(log);
});

test("an aborted run throws, and its log keeps what was measured", async () => {
  const stop = new AbortController();
  const given = await recipe({
    tasks: [{ task: "reasoning", sets: await reasoningSets(), shots: 0 }],
    methods: [{ method: "none" }],
  });
  const onProgress = (done: number): void => {
    if (done === 2) stop.abort(); // those of the first set, which are measured together
  };
  await expect(evaluateRecipe(given, { threads: 1, signal: stop.signal, onProgress })).rejects.toThrow(/abort/i);
  expect((await readFile(join(given.output, "items.jsonl"), "utf8")).split("\n")).toHaveLength(3);
});

test("answers that are written are the model's own, judged as GPT4Tools and BFCL judge them", async () => {
  const model = await LanguageModel.load(pair.edge, { thread: "main", threads: 1 });
  const answer = await model.complete([{ role: "user", content: "hello" }], { maxTokens: 5 });
  await model.dispose();
  const right = "Thought: Do I need to use a tool? No\nAI: hi";
  const episodes = join(pair.root, "tools.jsonl");
  await writeFile(episodes, jsonLines([{ system: "Be brief.", turns: [{ request: "hello", answer: right }] }]));
  const questions = join(pair.root, "bfcl.jsonl");
  const fn = { name: "f", parameters: { type: "dict", properties: {}, required: [] } };
  await writeFile(
    questions,
    jsonLines([{ id: "a", question: [[{ role: "user", content: "hello" }]], function: [fn] }]),
  );
  const given = await recipe({
    tasks: [
      { task: "gpt4tools", file: episodes, maxTokens: 5 },
      { task: "bfcl", questions, maxTokens: 5 },
    ],
    methods: [{ method: "none" }],
  });
  const { rows } = await evaluateRecipe(given, { threads: 1 });
  expect(rows.map(({ metric, value }) => [metric, value])).toEqual([
    ["SR", 0],
    ["SR_t", 0],
    ["SR_act", 0],
    ["SR_args", 0],
    ["IoU", 0],
    // A random model calls nothing, which is right where no function is of use.
    ["ast", 1],
  ]);
  const logged = (await readFile(join(given.output, "items.jsonl"), "utf8")).trim().split("\n");
  expect(logged.map((line) => (JSON.parse(line) as { answer: string }).answer)).toEqual([answer, answer]);
});

test("mistakes in a recipe are told with their lines", async () => {
  const path = join(pair.root, "recipe.yaml");
  await writeFile(
    path,
    `name: x
output: y
edge: z
methods:
  - { method: lora }
tasks:
  - { task: reasoning, sets: { piqa: { test: a } } }
sedes: [1]
`,
  );
  await expect(loadEvaluationRecipe(path)).rejects.toThrow(
    [
      `${path}:5: "methods.0.directory" must be a path, or a list of them`,
      `${path}:7: "tasks.0.sets" needs a file to take shots from (train) for each set, or shots: 0`,
      `${path}:8: "sedes" is not a setting; did you mean "seeds"?`,
    ].join("\n"),
  );
});

test("tasks of one name are refused, and sets with fewer questions than shots", async () => {
  const sets = await reasoningSets();
  const twice = [
    { task: "reasoning", sets, shots: 0 },
    { task: "reasoning", sets, shots: 1 },
  ];
  await expect(recipe({ tasks: twice })).rejects.toThrow("holds two of one name; give them a name");
  const named = await recipe({ tasks: [twice[0], { ...twice[1], name: "1 shot" }], methods: [{ method: "none" }] });
  const { means } = await evaluateRecipe(named, { threads: 1 });
  expect([...new Set(means.map(({ figure }) => figure))]).toEqual(["AVE", "HAR", "1 shot AVE", "1 shot HAR"]);
  const many = await recipe({ tasks: [{ task: "reasoning", sets, shots: 100 }] });
  await expect(evaluateRecipe(many)).rejects.toThrow(/-train\.jsonl: has \d+ questions to take 100 shots from/);
});

test("adapters of one file, and models of one with another chat template, are told apart", async () => {
  const hashes = async (overrides: object): Promise<string[]> => {
    const given = await recipe({ tasks: [{ task: "nano", splits: ["seen"], items: 1, shots: 0 }], ...overrides });
    return (await evaluateRecipe(given, { threads: 1 })).methods.map(({ sha256 }) => sha256);
  };
  const louder = join(pair.root, "louder");
  await cp(pair.lora, louder, { recursive: true });
  const file = join(louder, "adapter_config.json");
  const config = JSON.parse(await readFile(file, "utf8")) as { lora_alpha: number };
  await writeFile(file, JSON.stringify({ ...config, lora_alpha: 2 * config.lora_alpha }));
  const loras = [pair.lora, louder].map((directory, i) => ({ method: "lora", directory, name: `${i}` }));
  expect(new Set(await hashes({ methods: loras })).size).toBe(2);
  const twin = join(pair.root, "twin");
  await cp(pair.edge, twin, { recursive: true });
  const template = join(twin, "tokenizer_config.json");
  await writeFile(template, (await readFile(template, "utf8")).replace("<|' + m", "<|' + ' ' + m"));
  const methods = [{ method: "none" }];
  expect(await hashes({ methods })).not.toEqual(await hashes({ methods, edge: twin }));
});

test("memory is that of a process of its own for each method, which tells what is wrong with it", async () => {
  const given = await recipe({ tasks: [{ task: "nano", splits: ["seen"], items: 2, shots: 0 }], memory: 1 });
  const { efficiency } = await evaluateRecipe({ ...given, methods: given.methods.slice(2) }, { threads: 1 });
  for (const { peakBytes } of efficiency) expect(peakBytes).toBeGreaterThan(40e6);
  const request = { edge: join(pair.root, "nowhere"), entry: { method: "none" as const }, items: [] };
  await expect(peakMemory(request)).rejects.toThrow(/the process that measures memory failed: .*nowhere/);
});
