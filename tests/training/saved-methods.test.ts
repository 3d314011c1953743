import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { loadAdapter } from "../../src/adapter/peft.js";
import { inspectionView } from "../../src/cli/views/inspection.js";
import { FileError, MergeError } from "../../src/errors.js";
import { evaluateExactMatch } from "../../src/evaluation/exact-match.js";
import { inspect } from "../../src/evaluation/inspect.js";
import { nanoSets } from "../../src/evaluation/items.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { methodKinds } from "../../src/methods/kinds.js";
import { specializeByMethod } from "../../src/methods/merging.js";
import { openMethod } from "../../src/methods/saved-method.js";
import { loadRecipe } from "../../src/training/recipe-file.js";
import { trainRecipe } from "../../src/training/run.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let pair: TinyPair;
let root: string;
beforeAll(async () => {
  pair = await makeTinyPair();
  root = await mkdtemp(join(tmpdir(), "lora-gen-methods-"));
});
afterAll(async () => {
  await rm(pair.root, { recursive: true });
  await rm(root, { recursive: true });
});

const small: Record<string, string> = {
  "lora-moe": "{ experts: 2, rank: 2, alpha: 2 }",
  "mix-lora": "{ experts: 3, rank: 2, alpha: 2 }",
  "auto-compressor": "{ summaryTokens: 3, segments: 3, rank: 2, alpha: 2 }",
  direct: "{ hidden: 4, rank: 2, alpha: 2 }",
};

/** Trains a method on the tiny pair, by its recipe. */
async function trained(method: string): Promise<{ best: string; losses: number[] }> {
  const output = join(root, method);
  const file = join(root, `${method}.yaml`);
  const lines = [
    `name: ${method}`,
    `method: ${method}`,
    `output: ${output}`,
    "data: { kind: nano }",
    `edge: ${pair.edge}`,
    ...(methodKinds.find(({ name }) => name === method)!.reader === "cloud" ? [`cloud: ${pair.cloud}`] : []),
    `settings: ${small[method]}`,
    "schedule: { steps: 3, batch: 2, queries: 2, learningRate: 0.01, warmupSteps: 1, dropout: 0.1 }",
    "validation: { every: 3, items: 2 }",
  ];
  await writeFile(file, lines.join("\n"));
  const losses: number[] = [];
  await trainRecipe(await loadRecipe(file), { overwrite: true, onStep: ({ loss }) => losses.push(loss) });
  return { best: join(output, "best"), losses };
}

describe.each(methodKinds.map(({ name }) => name))("%s", (method) => {
  test("is trained by a recipe, saved, loaded as it was, and scored beside the others", async () => {
    const { best, losses } = await trained(method);
    expect(losses).toHaveLength(3);
    expect(losses.every((loss) => loss > 0 && loss < 20)).toBe(true);
    const opened = await openMethod(best);
    const { method: made, tensors, longestRequest } = await opened.load();
    expect(Object.keys(tensors)).toEqual(Object.keys(made.parameters));
    expect(longestRequest).toBeGreaterThan(100);
    await opened.close();
    const { rows } = await evaluateExactMatch(nanoSets(["seen"], 4, 0), {
      generator: pair.generator,
      methods: ["none"],
      compare: [best, best],
      threads: 1,
    });
    expect(rows.map((row) => [row.method, row.items])).toEqual([
      ["none", 4],
      [method, 4],
      [`${method} (${best})`, 4],
    ]);
  });

  test("is merged where that is exact, and refused with the reason where it is not", async () => {
    const best = join(root, method, "best");
    const to = join(root, `${method}-adapter`);
    const made = specializeByMethod(best, "Answer in one word.", to);
    const reason = methodKinds.find(({ name }) => name === method)!.unmergeable;
    if (reason) {
      await expect(made).rejects.toThrow(new MergeError(`${best}: ${method} can't be merged: ${reason}`));
      return;
    }
    expect((await made).promptTokens).toBe("Answer in one word.".length + 2);
    const edge = await openCheckpoint(pair.edge);
    expect((await loadAdapter(to, parseConfig(edge.config, pair.edge))).rank).toBe(2);
    await edge.close();
    expect(await readFile(join(to, "README.md"), "utf8")).toContain("# A LoRA adapter for `edge`");
    await expect(specializeByMethod(best, " ", to)).rejects.toThrow("the system prompt is empty");
  });

  test("is told by inspect: what it is, of which models, and whether adapters stand for it", async () => {
    const report = await inspect(join(root, method, "best"));
    const kind = methodKinds.find(({ name }) => name === method)!;
    expect(report).toMatchObject({ kind: "method", method, dtypes: ["f16"], edge: { found: "expected" } });
    expect("cloud" in report).toBe(kind.reader === "cloud");
    expect("unmergeable" in report).toBe(kind.unmergeable !== undefined);
    const view = inspectionView("here", report, 80);
    expect(view).toContain(`here: a trained method, ${method}`);
    expect(view).toContain(kind.unmergeable === undefined ? "specialize writes it" : "none: ");
  });

  test("tells what is wrong with its directory", async () => {
    const best = join(root, method, "best");
    const path = join(best, "method.json");
    const text = await readFile(path, "utf8");
    const json = JSON.parse(text) as Record<string, Record<string, unknown>>;
    const broken = async (changes: object): Promise<void> => {
      await writeFile(path, JSON.stringify({ ...json, ...changes }));
      const opened = await openMethod(best);
      await opened.load().finally(() => opened.close());
    };
    await expect(broken({ settings: { ...json["settings"], rank: 0 } })).rejects.toThrow(
      /method.json: "settings.rank"/,
    );
    if ("cloud" in json) await expect(broken({ cloud: undefined })).rejects.toThrow(/method.json: "cloud"/);
    await expect(broken({ settings: { ...json["settings"], rank: 5 } })).rejects.toThrow(
      /method.safetensors: .* has shape \[.*\], expected \[.*\]/,
    );
    await expect(broken({ edge: { ...json["edge"], sha256: "0".repeat(64) } })).rejects.toThrow(
      /is not the edge model that .*method.json was trained on/,
    );
    await writeFile(path, text);
    await expect(openMethod(root)).rejects.toThrow(new FileError(root, "is no trained method: it has no method.json"));
  });
});

test("lora-hub mixes adapters by a recipe into one that is loaded and scored as any other", async () => {
  const output = join(root, "hub");
  const file = join(root, "hub.yaml");
  const lines = [
    "name: hub",
    "method: lora-hub",
    `output: ${output}`,
    "data: { kind: nano, families: { classification: 1 } }",
    `edge: ${pair.edge}`,
    `adapters: [${pair.lora}, ${pair.lora}]`,
    "schedule: { steps: 6 }",
    "settings: { examples: 2 }",
  ];
  await writeFile(file, lines.join("\n"));
  const progress = await trainRecipe(await loadRecipe(file));
  expect(progress.step).toBe(6);
  const text = await readFile(join(output, "mixture.json"), "utf8");
  const chosen = JSON.parse(text) as { directory: string; weight: number }[];
  expect(chosen.map(({ directory }) => directory)).toEqual([pair.lora, pair.lora]);
  expect(chosen.every(({ weight }) => Math.abs(weight) <= 1.5)).toBe(true);
  const { rows } = await evaluateExactMatch(nanoSets(["seen"], 4, 0), {
    generator: pair.generator,
    methods: ["none"],
    compare: [join(output, "best")],
    threads: 1,
  });
  expect(rows.map(({ method }) => method)).toEqual(["none", "best"]);
  await expect(evaluateExactMatch([], { generator: pair.generator, methods: [], compare: [output] })).rejects.toThrow(
    `${output}: holds neither a trained method (method.json) nor an adapter (adapter_config.json)`,
  );
  // A second run would replace the first: that has to be asked for, and finds the same.
  await expect(trainRecipe(await loadRecipe(file))).rejects.toThrow("holds a run already");
  expect((await trainRecipe(await loadRecipe(file), { overwrite: true })).best).toEqual(progress.best);
  expect((await trainRecipe(await loadRecipe(file), { resume: true })).best).toEqual(progress.best);
  // Nothing of another method's run is lost by resuming.
  await rm(join(output, "mixture.json"));
  await expect(trainRecipe(await loadRecipe(file), { resume: true })).rejects.toThrow(
    `${output}: holds a run of another method`,
  );
});

test("lora-hub's examples are the first requests of a file", async () => {
  const [data, file] = [join(root, "hub.jsonl"), join(root, "hub-file.yaml")];
  const episode = (request: string, answer: string) => ({ system: "s", turns: [{ request, answer }] });
  const recipe = async (output: string, examples: number) => {
    const lines = [
      "name: hub",
      "method: lora-hub",
      `output: ${join(root, output)}`,
      `data: { kind: jsonl, train: ${data}, validation: ${data} }`,
      `edge: ${pair.edge}`,
      `adapters: [${pair.lora}, ${pair.lora}]`,
      "schedule: { steps: 4 }",
      `settings: { examples: ${examples} }`,
    ];
    await writeFile(file, lines.join("\n"));
    return loadRecipe(file);
  };
  const found = async (episodes: ReturnType<typeof episode>[], output: string) => {
    await writeFile(data, episodes.map((e) => `${JSON.stringify(e)}\n`).join(""));
    return (await trainRecipe(await recipe(output, 3))).best;
  };
  const first = ["one", "two", "three"].map((word) => episode(word, word));
  const others = ["four", "five", "six"].map((word) => episode(word, `${word} ${word}`));
  expect(await found([...first, ...others], "hub-more")).toEqual(await found(first, "hub-first"));
  await expect(recipe("hub-many", 5).then((r) => trainRecipe(r))).rejects.toThrow(
    `${data}: has 3 requests that fit the model's context, and "settings.examples" asks for 5`,
  );
});
