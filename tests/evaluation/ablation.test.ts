import { readdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAblation, runAblation } from "../../src/evaluation/ablation.js";
import { trainingCost } from "../../src/evaluation/costs/training.js";
import { trainingTable } from "../../src/evaluation/report/tables.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

let pair: TinyPair;
let path: string;
beforeAll(async () => {
  pair = await makeTinyPair();
  const base = join(pair.root, "base.yaml");
  await writeFile(
    base,
    JSON.stringify({
      name: "base",
      method: "lora",
      output: "nowhere",
      edge: pair.edge,
      data: { kind: "nano", shots: [0, 0] },
      lora: { rank: 2, alpha: 2 },
      schedule: { steps: 2, batch: 2, warmupSteps: 0 },
      validation: { every: 2, items: 2 },
    }),
  );
  path = join(pair.root, "ablation.yaml");
  await writeFile(
    path,
    JSON.stringify({
      name: "rank",
      output: join(pair.root, "runs"),
      base,
      seeds: [0, 1],
      set: { schedule: { learningRate: 0.01 } },
      variants: [{ name: "rank 2" }, { name: "rank 3", set: { lora: { rank: 3 } } }],
      evaluation: {
        methods: [{ method: "none" }],
        tasks: [{ task: "nano", splits: ["seen"], items: 4, shots: 0 }],
        bootstrap: 20,
        permutations: 20,
      },
    }),
  );
});
afterAll(() => rm(pair.root, { recursive: true }));

test("variants are the base with what they set, under each seed", async () => {
  const { variants } = await loadAblation(path);
  expect(variants.map(({ name, recipes }) => [name, ...recipes.map((r) => r.seed)])).toEqual([
    ["rank 2", 0, 1],
    ["rank 3", 0, 1],
  ]);
  const [two, three] = variants.map(({ recipes }) => recipes[0]!);
  expect(three).toEqual({
    ...two,
    name: three!.name,
    output: three!.output,
    lora: { ...(two as { lora: object }).lora, rank: 3 },
  });
  expect(three!.schedule).toMatchObject({ steps: 2, learningRate: 0.01 });
});

test(
  "an ablation trains each variant under each seed and measures them in one row, and once more trains nothing",
  { timeout: 600_000 },
  async () => {
    const ablation = await loadAblation(path);
    const trained: string[] = [];
    const onTraining = (_: number, __: number, doing: string): void => void trained.push(doing);
    const result = await runAblation(ablation, { threads: 1, onTraining });
    expect(trained).toHaveLength(8);
    const rows = result!.rows.map(({ method, metric, items, answers }) => [method, metric, items, answers]);
    expect(rows).toEqual([
      ["none", "exact", 4, 4],
      ["none", "tokens", 4, 4],
      ["rank 2", "exact", 4, 8],
      ["rank 2", "tokens", 4, 8],
      ["rank 3", "exact", 4, 8],
      ["rank 3", "tokens", 4, 8],
    ]);
    expect(result!.bySeed.map(({ values }) => values.length)).toEqual([1, 2, 2]);
    // Four questions on either side, of which one side was answered by two runs.
    expect(result!.comparisons.map(({ items, mcnemar }) => [items, mcnemar])).toEqual(Array(6).fill([4, undefined]));
    const hashes = result!.methods.filter(({ name }) => name === "rank 2").map(({ sha256 }) => sha256);
    expect(new Set(hashes).size).toBe(2);
    const again = await runAblation(ablation, { threads: 1, onTraining });
    expect(trained).toHaveLength(8);
    expect(again!.rows).toEqual(result!.rows);
  },
);

test("ablations that have their runs together train equal ones once", { timeout: 600_000 }, async () => {
  const together = async (name: string, variants: object[]): Promise<string[]> => {
    const file = join(pair.root, `${name}.yaml`);
    const recipe = JSON.parse(await readFile(path, "utf8")) as object;
    const output = join(pair.root, name);
    await writeFile(file, JSON.stringify({ ...recipe, name, output, runs: join(pair.root, "together"), variants }));
    const trained: string[] = [];
    const result = await runAblation(await loadAblation(file), {
      threads: 1,
      onTraining: (_, __, doing) => void trained.push(doing),
    });
    expect(result!.rows).toHaveLength(2 * (1 + variants.length));
    return [...new Set(trained)];
  };
  const rank4 = { name: "rank 4", set: { lora: { rank: 4 } } };
  expect(await together("first", [{ name: "rank 2" }])).toEqual(["first, rank 2, 0", "first, rank 2, 1"]);
  expect(await together("second", [{ name: "two", set: { lora: { rank: 2 } } }, rank4])).toEqual([
    "second, rank 4, 0",
    "second, rank 4, 1",
  ]);
  expect(readdirSync(join(pair.root, "together"))).toHaveLength(4);
});

test(
  "variants of other methods leave out what their base has, and are told what their training takes",
  { timeout: 600_000 },
  async () => {
    const file = join(pair.root, "methods.yaml");
    const recipe = JSON.parse(await readFile(path, "utf8")) as { variants: object[]; evaluation: object };
    const moe = { method: "lora-moe", lora: null, settings: { experts: 2, rank: 2 } };
    await writeFile(
      file,
      JSON.stringify({
        ...recipe,
        output: join(pair.root, "methods"),
        seeds: [0],
        variants: [{ name: "one" }, { name: "moe", set: moe }],
        evaluation: { ...recipe.evaluation, trainingSteps: 1 },
      }),
    );
    const ablation = await loadAblation(file);
    expect(ablation.variants[1]!.recipes[0]).toMatchObject({ method: "lora-moe", settings: { experts: 2, rank: 2 } });
    expect(ablation.variants[1]!.recipes[0]).not.toHaveProperty("lora");
    const result = (await runAblation(ablation, { threads: 1 }))!;
    const [one, two] = result.training!;
    expect([one, two]).toMatchObject([
      { method: "one", steps: 1 },
      { method: "moe", steps: 1 },
    ]);
    // Two experts and a router where the other is one LoRA.
    expect(two!.parameters).toBeGreaterThan(2 * one!.parameters);
    for (const { milliseconds, peakBytes } of [one!, two!]) {
      expect(milliseconds).toBeGreaterThan(0);
      expect(peakBytes).toBeGreaterThan(40e6);
    }
    expect(trainingTable(result).rows.map(([name]) => name)).toEqual(["one", "moe"]);
    const gone = { ...ablation.variants[0]!.recipes[0]!, edge: join(pair.root, "nowhere") };
    const stop = new AbortController();
    const stopped = trainingCost(ablation.variants[0]!.recipes[0]!, 1e6, stop.signal);
    stop.abort();
    await expect(stopped).rejects.toThrow(stop.signal.reason as Error);
    await expect(trainingCost(gone, 1)).rejects.toThrow(/the process that measures training failed: .*nowhere/);
  },
);

test("a variant's mistake is told with its name", async () => {
  const wrong = join(pair.root, "wrong.yaml");
  await writeFile(wrong, (await readFile(path, "utf8")).replace('"rank":3', '"rnk":3'));
  await expect(loadAblation(wrong)).rejects.toThrow(
    /wrong\.yaml, variant "rank 3" of .*base\.yaml: .*did you mean "rank"/,
  );
});

test("a base's mistake is told with its own line, and variants for several edge models are refused before any is trained", async () => {
  const [base, file] = [join(pair.root, "other-base.yaml"), join(pair.root, "other.yaml")];
  const recipe = JSON.parse(await readFile(path, "utf8")) as { variants: object[] };
  await writeFile(file, JSON.stringify({ ...recipe, variants: [...recipe.variants, { name: "other", base }] }));
  const lines = JSON.stringify(JSON.parse(await readFile(join(pair.root, "base.yaml"), "utf8")), null, 1);
  await writeFile(base, lines.replace('"rank"', '"rnk"'));
  await expect(loadAblation(file)).rejects.toThrow(/other-base\.yaml:\d+: "rnk" is not a setting/);
  await writeFile(base, `name: a\n${lines.replace("{", "").replace(/}$/, "")}`);
  await expect(loadAblation(file)).rejects.toThrow(/^.*other-base\.yaml:\d+: /);
  await writeFile(base, lines.replace(JSON.stringify(pair.edge), JSON.stringify(pair.cloud)));
  await expect(loadAblation(file)).rejects.toThrow(
    `variant "other" is for the edge model ${pair.cloud}, the first one for ${pair.edge}`,
  );
});

test.each(readdirSync("recipes/ablations").filter((file) => !/base[.]yaml$/.test(file)))(
  "recipes/ablations/%s stands for runs of at least three seeds",
  async (file) => {
    const { recipe, variants } = await loadAblation(join("recipes/ablations", file));
    expect(recipe.seeds.length).toBeGreaterThanOrEqual(3);
    expect(variants.every(({ recipes }) => recipes.length === recipe.seeds.length)).toBe(true);
  },
);

test("all recipes/ablations together stand for one run of the base under each seed", async () => {
  const files = readdirSync("recipes/ablations").filter((file) => !/base[.]yaml$/.test(file));
  const ablations = await Promise.all(files.map((file) => loadAblation(join("recipes/ablations", file))));
  const ofSeed = ablations.map(({ variants }) => variants.map(({ recipes }) => recipes[0]!.output));
  const base = ofSeed.reduce((left, outputs) => left.filter((output) => outputs.includes(output)));
  expect(base).toHaveLength(1);
  expect(new Set(ofSeed.flat()).size).toBe(21);
});

test("names that an evaluation could not tell apart are refused before anything is trained", async () => {
  const wrong = join(pair.root, "wrong.yaml");
  for (const [from, to] of [
    ['"name":"rank 3"', '"name":"rank 2"'],
    ['"name":"rank 3"', '"name":"none"'],
  ] as const) {
    await writeFile(wrong, (await readFile(path, "utf8")).replace(from, to));
    await expect(loadAblation(wrong)).rejects.toThrow(
      /wrong\.yaml:1: "variants" holds two of one name, or one of a method/,
    );
  }
});
