import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import type { DecoderConfig } from "../../src/lm/config.js";
import { deepen, initialWeights } from "../../src/lm/initialize.js";
import { readModel } from "../../src/lm/read-weights.js";
import { inMemory, saveModel } from "../../src/lm/save-model.js";
import { openGenerator } from "../../src/methods/lora-gen/checkpoint.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { readSafetensors } from "../../src/tensor/safetensors-file.js";
import { loadRecipe } from "../../src/training/recipe-file.js";
import { trainRecipe } from "../../src/training/run.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { fakeTerminal } from "./fake-terminal.js";

// Seconds each where the machine is idle.
vi.setConfig({ testTimeout: 300_000 });

let pair: TinyPair;
beforeAll(async () => {
  pair = await makeTinyPair();
});
afterAll(() => rm(pair.root, { recursive: true }));

const settings = ["--experts", "4", "--rank", "2", "--alpha", "2", "--cloud-rank", "2", "--cloud-alpha", "2"];
async function init(name: string, ...more: string[]): Promise<{ code: number; output: string; stderr: string }> {
  const terminal = fakeTerminal();
  const output = join(pair.root, name);
  const models = ["--cloud", pair.cloud, "--edge", pair.edge];
  const code = await runCommandLine(["init", ...models, "-o", output, ...settings, ...more], { terminal });
  return { code, output, stderr: terminal.stderr };
}

/** A recipe whose learning rate is as good as none, so that what it saves is what it started from. */
async function train(name: string, generator: string, edge = pair.edge): Promise<string> {
  const output = join(pair.root, `run-${name}`);
  const recipe = join(pair.root, `${name}.yaml`);
  await writeFile(
    recipe,
    `name: ${name}
method: lora-gen
seed: 7
output: ${output}
data: { kind: nano, families: { classification: 1 }, shots: [0, 0] }
cloud: ${pair.cloud}
edge: ${edge}
generator: { experts: 4, rank: 2, alpha: 2, cloudRank: 2, cloudAlpha: 2, ${generator} }
schedule: { steps: 1, batch: 1, learningRate: 1e-30, warmupSteps: 0 }
validation: { every: 1, items: 1 }
`,
  );
  await trainRecipe(await loadRecipe(recipe));
  return join(output, "last");
}

/** Writes the pair's edge model with `layers` layers. */
async function saveEdge(
  name: string,
  layers: number,
  weightsOf: (edge: Awaited<ReturnType<typeof readModel>>, config: DecoderConfig) => TensorMap,
): Promise<string> {
  const checkpoint = await openCheckpoint(pair.edge);
  const edge = await readModel(checkpoint);
  await checkpoint.close();
  const directory = join(pair.root, name);
  const config = { ...checkpoint.config, num_hidden_layers: layers };
  const weights = weightsOf(edge, { ...edge.config, layers });
  await saveModel(directory, { config, ...inMemory(weights), tokenizer: pair.tokenizer });
  return directory;
}

test("a fresh generator loads, and its adapters change nothing", async () => {
  const { code, output } = await init("fresh");
  expect(code).toBe(0);
  expect((await readdir(output)).sort()).toEqual(["generator.json", "generator.safetensors"]);
  const generator = await Generator.load(output, { thread: "main" });
  const { adapter } = await generator.generate("Be brief.");
  for (const { gate } of adapter.layers) expect(new Set(gate!.b.data)).toEqual(new Set([0]));
  await generator.dispose();
});

test("training goes on from it as from its own start with that seed, or from any other generator", async () => {
  const { output } = await init("seven", "--seed", "7");
  const [own, from] = [await train("own", ""), await train("from", `from: ${output}`)];
  const [a, b] = [own, from].map((directory) => readSafetensors(join(directory, "generator.safetensors")));
  expect(await a).toEqual(await b);
  const trained = await openGenerator(await train("trained", `from: ${pair.generator}`));
  const start = await openGenerator(pair.generator);
  expect(trained.tensors["meta"]).toEqual(start.tensors["meta"]);
  await Promise.all([trained, start].flatMap(({ cloud, edge }) => [cloud.close(), edge.close()]));
});

test("a generator is adapted to models with other weights of the same shapes where that is asked for", async () => {
  const edge = join(pair.root, "other-edge");
  await cp(pair.edge, edge, { recursive: true });
  const weights = await readFile(join(edge, "model.safetensors"));
  // The sign of the last weight.
  weights[weights.length - 1]! ^= 0x80;
  await writeFile(join(edge, "model.safetensors"), weights);
  await expect(train("refused", `from: ${pair.generator}`, edge)).rejects.toThrow(
    /generator: can't be gone on from: it is for another edge model than .*; otherModels: true adapts it to this one/,
  );
  const start = await openGenerator(pair.generator);
  const adapted = await openGenerator(await train("adapted", `from: ${pair.generator}, otherModels: true`, edge));
  expect(adapted.tensors["meta"]).toEqual(start.tensors["meta"]);
  expect(adapted.file.edge.sha256).not.toBe(start.file.edge.sha256);
  await Promise.all([adapted, start].flatMap(({ cloud, edge }) => [cloud.close(), edge.close()]));
  // The models that it was trained for are gone: other ones are asked for.
  const alone = join(pair.root, "far/away/generator");
  await cp(pair.generator, alone, { recursive: true });
  await train("alone", `from: ${alone}, otherModels: true`, edge);
  const shallow = await saveEdge("shallow-edge", 1, (_, config) => initialWeights(config, new Random("shallow")));
  await expect(train("shallow", `from: ${pair.generator}, otherModels: true`, shallow)).rejects.toThrow(
    /generator.safetensors: .* has shape \[.*\], expected \[/,
  );
});

test("a generator is adapted to models that were deepened, which it leaves unadapted in their new layers", async () => {
  const edge = await saveEdge("deep-edge", 3, ({ weights, config }, deeper) => deepen(weights, config, deeper));
  const deep = await openGenerator(await train("deepened", `from: ${pair.generator}, otherModels: true`, edge));
  const old = await openGenerator(pair.generator);
  await Promise.all([deep, old].flatMap(({ cloud, edge }) => [cloud.close(), edge.close()]));
  // Layers 0, 0 again, 1.
  const [a, b] = [old.tensors, deep.tensors];
  for (const part of ["gate.a", "down.a", "gate.b", "down.b"]) {
    expect(b[`experts.0.${part}`]).toEqual(a[`experts.0.${part}`]);
    expect(b[`experts.2.${part}`]).toEqual(a[`experts.1.${part}`]);
  }
  expect(b["experts.1.up.a"]).toEqual(a["experts.0.up.a"]);
  expect(new Set(b["experts.1.up.b"]!.data as Float32Array)).toEqual(new Set([0]));
  expect(b["cloud_lora.2.q.b"]).toEqual(a["cloud_lora.2.q.b"]);
  for (const name of ["meta", "router.f1.weight", "router.f2.bias"]) {
    const size = a[name]!.data.length / 2;
    const [first, second] = [a[name]!.data.slice(0, size), a[name]!.data.slice(size)] as Float32Array[];
    expect([...(b[name]!.data as Float32Array)], name).toEqual([...first!, ...first!, ...second!]);
  }
});

test("settings that do not fit are told", async () => {
  expect(await init("topk", "--top-k", "9")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("topK is 9") as string,
  });
  expect(await init("mix", "--mix", "sums")).toMatchObject({ code: 2 });
  await expect(train("other", `topK: 3, from: ${pair.generator}`)).rejects.toThrow(
    /generator: can't be gone on from: its topK is 2, the recipe's 3; make them the same/,
  );
});
