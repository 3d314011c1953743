import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapterBytes, updates, type Adapter } from "../../src/adapter/adapter.js";
import { FileError, InputError } from "../../src/errors.js";
import { ExpertPool } from "../../src/methods/lora-gen/expert-pool.js";
import { gatesOf, readGates, saveGates, type SavedGates } from "../../src/methods/lora-gen/gates.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import { provenanceOf, tensorsHash } from "../../src/methods/lora-gen/provenance.js";
import type { GeneratorSettings } from "../../src/methods/lora-gen/settings.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { readSafetensors, writeSafetensors } from "../../src/tensor/safetensors-file.js";
import { makeTinyPair, type TinyPair } from "../tiny-pair.js";

const prompt = "You are a timer. Answer with the minutes alone.";

async function generated(pair: TinyPair): Promise<{ adapter: Adapter; saved: SavedGates }> {
  const generator = await Generator.load(pair.generator, { thread: "main" });
  const made = await generator.generate(prompt);
  const saved = gatesOf(await provenanceOf(generator, prompt, made));
  await generator.dispose();
  return { adapter: made.adapter, saved };
}

describe.each<[string, Partial<GeneratorSettings>]>([
  ["factors", {}],
  ["factors of two heads", { heads: 2, router: "linear", topK: 4 }],
  ["products", { mix: "products", router: "linear", routes: "projection", topK: 4 }],
])("an adapter as gates (%s)", (_, settings) => {
  let [pair, adapter, saved, file]: [TinyPair, Adapter, SavedGates, string] = [] as never;
  beforeAll(async () => {
    pair = await makeTinyPair(settings);
    ({ adapter, saved } = await generated(pair));
    file = join(pair.root, "timer.gates");
    await saveGates(file, saved);
  });
  afterAll(() => rm(pair.root, { recursive: true }));

  test("comes back from the experts without the cloud model, but for the rounding of its gates", async () => {
    await rename(pair.cloud, `${pair.cloud}-away`);
    const pool = await ExpertPool.load(pair.generator, { thread: "main" });
    const rebuilt = await pool.read(file);
    await pool.dispose();
    await rename(`${pair.cloud}-away`, pair.cloud);
    expect([rebuilt.rank, rebuilt.scale]).toEqual([adapter.rank, adapter.scale]);
    const expected = new Map(
      [...updates(adapter)].map(({ layer, projection, update }) => [`${layer} ${projection}`, update]),
    );
    expect([...updates(rebuilt)]).toHaveLength(expected.size);
    for (const { layer, projection, update } of updates(rebuilt))
      for (const half of ["a", "b"] as const) {
        const original = expected.get(`${layer} ${projection}`)![half];
        // f16 rounds by at most one part in 2048, here of gates that add up to a few.
        const largest = Math.max(...original.data.map(Math.abs));
        expect(update[half]).toBeAllclose(original, { atol: largest / 1024 });
      }
  });

  test("weighs a fraction of the factors", async () => {
    const { size } = await stat(file);
    expect(size).toBeLessThan(1024);
    expect(2 * saved.gates.data.length).toBeLessThan(adapterBytes(adapter) / 20);
  });

  test("keeps where it came from", async () => {
    const { gates, ...rest } = await readGates(file);
    const { gates: original, ...expected } = saved;
    expect(rest).toEqual(expected);
    expect(gates).toBeAllclose(original, { rtol: 2 ** -11, atol: 1e-7 });
  });
});

describe("gates that can't be used say why", () => {
  let [root, pair, saved, pool]: [string, TinyPair, SavedGates, ExpertPool] = [] as never;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "lora-gen-gates-"));
    pair = await makeTinyPair();
    ({ saved } = await generated(pair));
    pool = await ExpertPool.load(pair.generator, { thread: "main" });
  });
  afterAll(async () => {
    await pool.dispose();
    for (const directory of [root, pair.root]) await rm(directory, { recursive: true });
  });

  test.each(["generator", "edge"] as const)("another %s, by both hashes", async (role) => {
    const file = join(root, `${role}.gates`);
    const other = "f".repeat(64);
    await saveGates(file, { ...saved, [role]: other });
    const error: unknown = await pool.read(file).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileError);
    expect((error as Error).message).toContain(`they were made with ${other}, this is ${saved[role]}`);
  });

  test("a generator of another alpha, though its tensors are the same", async () => {
    const path = join(pair.generator, "generator.json");
    const text = await readFile(path, "utf8");
    const file = JSON.parse(text) as { settings: GeneratorSettings };
    file.settings.alpha *= 2;
    await writeFile(path, JSON.stringify(file));
    const changed = await ExpertPool.load(pair.generator, { thread: "main" });
    const made = await generated(pair);
    await writeFile(path, text);
    await saveGates(join(root, "alpha.gates"), saved);
    await expect(changed.read(join(root, "alpha.gates"))).rejects.toThrow("has gates for another generator");
    expect(changed.generator).toBe(made.saved.generator);
    expect(changed.generator).not.toBe(pool.generator);
    // As gates were written before: they do not tell.
    const generator = await tensorsHash(pair.generator);
    await saveGates(join(root, "old.gates"), { ...saved, generator });
    for (const reader of [pool, changed]) await expect(reader.read(join(root, "old.gates"))).resolves.toBeDefined();
    await changed.dispose();
  });

  test("another size, by both shapes", async () => {
    const file = join(root, "size.gates");
    await saveGates(file, { ...saved, gates: f32([1, 2], [1, 0]) });
    await expect(pool.read(file)).rejects.toThrow("gates has shape [1, 2], expected [2, 4]");
  });

  test("a file that is none, or of another version", async () => {
    const file = join(root, "odd.gates");
    await writeSafetensors(file, { gates: saved.gates });
    await expect(readGates(file)).rejects.toThrow('is no gates file of lora-gen: "format" in its metadata is not');
    await saveGates(file, saved);
    const metadata = { format: "lora-gen-gates", version: "2" };
    await writeSafetensors(file, await readSafetensors(file), metadata);
    await expect(readGates(file)).rejects.toThrow('"version" in its metadata is not 1');
  });

  test("gates that half precision can't hold are not written", async () => {
    const gates = f32([2, 4], [1e6, 0, 0, 0, 0, 0, 0, 0]);
    await expect(saveGates(join(root, "large.gates"), { ...saved, gates })).rejects.toBeInstanceOf(InputError);
  });
});
