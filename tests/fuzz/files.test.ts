/** @file Damaged files of models, generators and adapters: 10,000 of them, the same ones every time. */

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { readGates, saveGates } from "../../src/methods/lora-gen/gates.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { repack } from "../../src/tensor/packed.js";
import type { Random } from "../../src/tensor/random.js";
import { readSafetensors, writeSafetensors } from "../../src/tensor/safetensors-file.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";
import { mutateGguf } from "./mutate-gguf.js";
import { mutateSafetensors } from "./mutate-safetensors.js";
import { mutateBytes, mutateJsonFile } from "./mutate.js";
import { adapterReader, readGenerator, readModel, readTokenizer } from "./readers.js";
import { expectSurvival } from "./survives.js";

const golden = join(import.meta.dirname, "../golden");

let [root, pair, edge]: [string, TinyPair, DecoderConfig] = [] as never;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-fuzz-"));
  pair = await makeTinyPair();
  const checkpoint = await openCheckpoint(pair.edge);
  edge = parseConfig(checkpoint.config, pair.edge);
  await checkpoint.close();
  // A generator with its models within one directory, so that all of it can be copied.
  for (const name of ["cloud", "edge", "generator"] as const)
    await cp(pair[name], join(root, "family", name), { recursive: true });
});
afterAll(() => Promise.all([root, pair.root].map((path) => rm(path, { recursive: true }))));

/** A directory with these files alone. */
async function directoryOf(name: string, files: readonly string[]): Promise<string> {
  const directory = join(root, name);
  await mkdir(directory);
  for (const file of files) await cp(file, join(directory, file.slice(file.lastIndexOf("/") + 1)));
  return directory;
}

/** The model of `pair` with its weights in two shards. */
async function sharded(): Promise<string> {
  const directory = await directoryOf("shards", [join(pair.edge, "config.json")]);
  const tensors = await readSafetensors(join(pair.edge, "model.safetensors"));
  const map = Object.fromEntries(Object.keys(tensors).map((name, i) => [name, `shard-${i % 2}.safetensors`]));
  for (const i of [0, 1])
    await writeSafetensors(
      join(directory, `shard-${i}.safetensors`),
      Object.fromEntries(Object.entries(tensors).filter((_, n) => n % 2 === i)),
    );
  await writeFile(join(directory, "model.safetensors.index.json"), JSON.stringify({ metadata: {}, weight_map: map }));
  return directory;
}

// Seconds where the machine is idle; what counts is the processor's time of each case (survives.ts).
describe("a damaged file is read, or refused by name", { timeout: 600_000 }, () => {
  test("weights of a model, in safetensors", () =>
    expectSurvival({
      directory: pair.edge,
      file: "model.safetensors",
      cases: 1000,
      mutate: mutateSafetensors,
      read: readModel,
    }));

  test("tensors of every kind, in safetensors", async () => {
    const directory = await directoryOf("mixed", [join(golden, "safetensors/mixed.safetensors")]);
    const read = (copy: string) => readSafetensors(join(copy, "mixed.safetensors"));
    await expectSurvival({ directory, file: "mixed.safetensors", cases: 1000, mutate: mutateSafetensors, read });
  });

  test("an index of shards", async () =>
    expectSurvival({
      directory: await sharded(),
      file: "model.safetensors.index.json",
      cases: 500,
      mutate: mutateJsonFile,
      read: readModel,
    }));

  test("config.json", () =>
    expectSurvival({
      directory: pair.edge,
      file: "config.json",
      cases: 1000,
      mutate: mutateJsonFile,
      read: readModel,
    }));

  test.each([
    ["a model in GGUF", "llama.gguf", 1000, readModel],
    ["a model with scaled positions in GGUF", "llama3.gguf", 500, readModel],
    ["a byte-level tokenizer in GGUF", "byte-level.gguf", 600, readTokenizer],
    ["a tokenizer with bytes to fall back to in GGUF", "byte-fallback.gguf", 400, readTokenizer],
  ] as const)("%s", async (_, file, cases, read) => {
    const mutate = (random: Random, bytes: Uint8Array) =>
      random.chance(0.5) ? mutateBytes(random, bytes) : mutateGguf(random, bytes);
    const directory = await directoryOf(file.replace(".gguf", ""), [join(golden, "gguf", file)]);
    await expectSurvival({ directory, file, cases, mutate, read: (copy) => read(join(copy, file)) });
  });

  test("blocks of every type in GGUF", async () => {
    const directory = await directoryOf("types", [join(golden, "gguf/types.gguf")]);
    const read = async (copy: string) => {
      const file = await openGguf(join(copy, "types.gguf"));
      try {
        for (const name of file.names.filter((name) => file.storedType(name) !== undefined)) {
          const { type, shape, bytes } = await file.readStored(name);
          type.decode(bytes);
          repack(type.name, shape, bytes);
        }
      } finally {
        await file.close();
      }
    };
    await expectSurvival({ directory, file: "types.gguf", cases: 1000, mutate: mutateBytes, read });
  });

  test.each([
    ["byte-level", "tokenizer.json", 500],
    ["byte-fallback", "tokenizer.json", 500],
    ["byte-level", "tokenizer_config.json", 300],
    ["byte-fallback", "tokenizer_config.json", 200],
  ])("a tokenizer (%s): %s", (name, file, cases) =>
    expectSurvival({
      directory: join(golden, "tokenizers", name),
      file,
      cases,
      mutate: mutateJsonFile,
      read: readTokenizer,
    }),
  );

  test.each([
    ["generator.json", 500, mutateJsonFile],
    ["generator.safetensors", 250, mutateSafetensors],
  ])("a generator: %s", (file, cases, mutate) =>
    expectSurvival({
      directory: join(root, "family"),
      file: join("generator", file),
      cases,
      mutate,
      read: (copy) => readGenerator(join(copy, "generator")),
    }),
  );

  test.each([
    ["adapter_config.json", 400, mutateJsonFile],
    ["adapter_model.safetensors", 250, mutateSafetensors],
  ])("an adapter: %s", (file, cases, mutate) =>
    expectSurvival({ directory: pair.lora, file, cases, mutate, read: adapterReader(edge) }),
  );

  test("gates", async () => {
    const directory = await directoryOf("gates", []);
    const hash = "0".repeat(64);
    const gates = f32([2, 4], [0, 0.25, 0.75, 0, 1, 0, 0, 0]);
    await saveGates(join(directory, "a.gates"), { gates, generator: hash, edge: hash, prompt: hash, promptTokens: 9 });
    const read = (copy: string) => readGates(join(copy, "a.gates"));
    await expectSurvival({ directory, file: "a.gates", cases: 100, mutate: mutateSafetensors, read });
  });
});
