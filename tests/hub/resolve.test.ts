import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { describeAdapter, saveAdapter } from "../../src/adapter/peft.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { parseRepositoryId } from "../../src/hub/repository.js";
import { localPath } from "../../src/hub/resolve.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import { openGenerator, readGeneratorFile, saveGenerator } from "../../src/methods/lora-gen/checkpoint.js";
import { openMethod, readMethodFile } from "../../src/methods/saved-method.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { filesOf, startHub, type FakeHub } from "./server.js";

const commit = "89abcdef0123456789abcdef0123456789abcdef";
const golden = (name: string): string => join("tests/golden/architectures", name);

let hub: FakeHub;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-hub-"));
  hub = await startHub({
    "org/llama": { commit, files: filesOf(golden("llama")), revisions: ["v1"] },
    "org/qwen2": { commit, files: filesOf(golden("qwen2")) },
  });
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HUB_CACHE", join(root, "cache"));
  vi.stubEnv("HF_HOME", root);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(root, { recursive: true });
});

test.each([
  ["org/name", { name: "org/name" }],
  ["hf://org/name", { name: "org/name" }],
  ["HuggingFaceTB/SmolLM2-135M@v1.0", { name: "HuggingFaceTB/SmolLM2-135M", revision: "v1.0" }],
  ["org/name@refs/pr/1", { name: "org/name", revision: "refs/pr/1" }],
  ["org/name/q4/model.gguf", { name: "org/name", file: "q4/model.gguf" }],
  ["org/name@v1/model.gguf", { name: "org/name", revision: "v1", file: "model.gguf" }],
  ["name", undefined],
  ["./org/name", undefined],
  ["../name", undefined],
  ["/org/name", undefined],
  ["org/name/sub", undefined],
  ["org/name/../x.gguf", undefined],
  ["org/name.git", undefined],
  ["org/na--me", undefined],
])("%s is a repository, or not one", (text, id) => {
  expect(parseRepositoryId(text)).toEqual(id);
});

describe("a checkpoint is opened by its repository", () => {
  test.each(["llama", "qwen2"])("%s: the same model as in its directory", async (name) => {
    const [pulled, local] = [await openCheckpoint(`org/${name}`), await openCheckpoint(golden(name))];
    expect(pulled.source).toBe(`org/${name}`);
    expect(pulled.names).toEqual(local.names);
    expect(await pulled.hash()).toBe(await local.hash());
    await Promise.all([pulled.close(), local.close()]);
  });

  test("without a network where the cache has it", async () => {
    await (await openCheckpoint("org/llama")).close();
    await hub.close();
    vi.stubEnv("HF_HUB_OFFLINE", "1");
    await (await openCheckpoint("org/llama")).close();
    await expect(openCheckpoint("org/qwen2")).rejects.toThrow(
      /^org\/qwen2: is not in the cache .*HF_HUB_OFFLINE is set/,
    );
    hub = await startHub({});
  });

  test("but a path that exists comes first, and one that is no repository's name keeps its error", async () => {
    expect(await localPath("tests/hub")).toBe("tests/hub");
    await expect(openCheckpoint("./org/none")).rejects.toThrow("./org/none: no such file or directory");
    expect(hub.requests).toEqual([]);
  });

  test("and one that is neither here nor there says so", async () => {
    await expect(openCheckpoint("models/cloud")).rejects.toThrow(
      /^models\/cloud: is neither here as a file or directory nor a model on http/,
    );
  });
});

describe("models, adapters and generators from the Hub", () => {
  let pair: TinyPair;
  beforeEach(async () => {
    pair = await makeTinyPair();
    for (const name of ["cloud", "edge", "lora"] as const)
      hub.repositories[`org/${name}`] = { commit, files: filesOf(pair[name]) };
  });
  afterEach(() => rm(pair.root, { recursive: true }));

  test("an edge model answers as the one in its directory, and asks the Hub but once", async () => {
    const [pulled, local] = [
      await EdgeModel.load("org/edge", { thread: "main" }),
      await EdgeModel.load(pair.edge, { thread: "main" }),
    ];
    expect(await pulled.complete("hello", { maxTokens: 8 })).toBe(await local.complete("hello", { maxTokens: 8 }));
    expect(hub.requests.filter(({ url }) => url.includes("/revision/"))).toHaveLength(1);
    await Promise.all([pulled.dispose(), local.dispose()]);
  });

  test("a generator names the commits of its models, and finds them again", async () => {
    const { file, tensors, ...opened } = await openGenerator(pair.generator);
    await Promise.all([opened.cloud.close(), opened.edge.close()]);
    const [cloud, edge] = [await openCheckpoint("org/cloud"), await openCheckpoint("org/edge@main")];
    const directory = join(root, "generator");
    await saveGenerator(directory, { settings: file.settings, cloud, edge, tensors });
    await Promise.all([cloud.close(), edge.close()]);
    const saved = await readGeneratorFile(directory);
    expect([saved.cloud.path, saved.edge.path]).toEqual([`hf://org/cloud@${commit}`, `hf://org/edge@${commit}`]);
    hub.repositories["org/generator"] = { commit, files: filesOf(directory) };
    const generator = await Generator.load("org/generator", { thread: "main" });
    expect(generator.edge).toBe(`hf://org/edge@${commit}`);
    await generator.dispose();
  });

  test("a generator's repository may bring its models", async () => {
    const whole = join(root, "whole");
    const { file, tensors, ...opened } = await openGenerator(pair.generator);
    await Promise.all([opened.cloud.close(), opened.edge.close()]);
    for (const role of ["cloud", "edge"] as const) await cp(pair[role], join(root, role), { recursive: true });
    const [cloud, edge] = [await openCheckpoint(join(root, "cloud")), await openCheckpoint(join(root, "edge"))];
    await saveGenerator(whole, { settings: file.settings, cloud, edge, tensors });
    await Promise.all([cloud.close(), edge.close()]);
    const files = filesOf(whole);
    const json = Buffer.from(files["generator.json"]!).toString().replaceAll('"../', '"');
    for (const role of ["cloud", "edge"] as const)
      for (const [name, bytes] of Object.entries(filesOf(pair[role]))) files[`${role}/${name}`] = bytes;
    hub.repositories["org/whole"] = { commit, files: { ...files, "generator.json": Buffer.from(json) } };
    const loaded = await openGenerator("org/whole");
    expect(loaded.edge.source).toBe(join(loaded.directory, "edge"));
    await Promise.all([loaded.cloud.close(), loaded.edge.close()]);
  });

  test("a trained method is found by its repository", async () => {
    const base = { path: "hf://org/edge", sha256: "0".repeat(64) };
    const settings = { experts: 2, rank: 2, alpha: 2, targets: ["q"] };
    const json = { formatVersion: 1, method: "lora-moe", edge: base, settings, promptFormat: "chat-system" };
    const files = { "method.json": Buffer.from(JSON.stringify(json)), "method.safetensors": Buffer.from("") };
    hub.repositories["org/method"] = { commit, files };
    expect(await readMethodFile("org/method")).toMatchObject({ method: "lora-moe", edge: base });
    await expect(openMethod("org/method")).rejects.toThrow("is not the edge model that");
    expect(await readMethodFile(pair.generator)).toBeUndefined();
  });

  test("an adapter names the repository and revision of its model as PEFT does", async () => {
    const edge = await openCheckpoint("org/edge");
    const config = parseConfig(edge.config, edge.source);
    await edge.close();
    const { layers } = config;
    const adapter = { layers: Array.from({ length: layers }, () => ({})), rank: 1, scale: 1 };
    const directory = join(root, "adapter");
    await saveAdapter(directory, adapter, { config, base: `hf://org/edge@${commit}` });
    const json = JSON.parse(Buffer.from(filesOf(directory)["adapter_config.json"]!).toString()) as object;
    expect(json).toMatchObject({ base_model_name_or_path: "org/edge", revision: commit });
    expect(await describeAdapter(directory)).toMatchObject({ base: `org/edge@${commit}` });
    expect(await describeAdapter("org/lora")).toMatchObject({ base: pair.edge, rank: 2 });
  });
});
