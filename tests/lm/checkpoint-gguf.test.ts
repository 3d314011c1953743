import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { ropeTables } from "../../src/lm/rope.js";
import { openGguf } from "../../src/tensor/gguf-file.js";
import { golden, readGolden } from "../golden.js";

describe.each(["llama", "llama3", "qwen2", "gemma"])("a %s model in a GGUF file", (name) => {
  test("has the configuration of its Hugging Face directory", async () => {
    const checkpoint = await openCheckpoint(golden(`gguf/${name}.gguf`));
    const config = JSON.parse(await readFile(golden(`architectures/${name}/config.json`), "utf8")) as unknown;
    await checkpoint.close();
    const expected = parseConfig(config, "directory");
    const { normEpsilon, rope, ...parsed } = parseConfig(checkpoint.config, "file");
    expect(expected).toMatchObject(parsed);
    expect(normEpsilon).toBeCloseTo(expected.normEpsilon, 12); // stored as f32
    // Of Llama 3's scaling the file keeps the outcome.
    expect(rope?.scaling?.kind).toBe(expected.rope?.scaling?.kind);
    expect(ropeTables({ ...expected, rope: rope! }, 256)).toEqual(ropeTables(expected, 256));
  });

  test("has its weights, under the same names", async () => {
    const checkpoint = await openCheckpoint(golden(`gguf/${name}.gguf`));
    const weights = await readGolden(`architectures/${name}/model.safetensors`);
    expect(checkpoint.names).toEqual(Object.keys(weights).sort());
    for (const key of checkpoint.names) {
      expect(checkpoint.info(key)).toEqual({ dtype: "f32", shape: weights[key]!.shape });
      // Gemma's norms went through x + 1.
      if (name === "gemma") expect(await checkpoint.read(key)).toBeAllclose(weights[key], { atol: 1e-7, rtol: 0 });
      else expect(await checkpoint.read(key)).toEqual(weights[key]);
    }
    await checkpoint.close();
  });
});

async function hashOf(file: string): Promise<string> {
  const checkpoint = await openCheckpoint(file);
  const hash = await checkpoint.hash();
  await checkpoint.close();
  return hash;
}

test("hashes of GGUF files are stable, and differ by model", async () => {
  const hashes = await Promise.all(["llama", "llama3"].map((name) => hashOf(golden(`gguf/${name}.gguf`))));
  expect(hashes).toMatchInlineSnapshot(`
    [
      "2cbb5e16cd68fc53b29b94a14fa4aa21af689bb15e88454062736a13e71e15de",
      "09f640248d53e929455bd25a9bbe137c3f1e4a690795e92de9c9e1da15947e8c",
    ]
  `);
});

test("two models that differ in their rope's factors alone have different hashes", async () => {
  const file = golden("gguf/llama3.gguf");
  const gguf = await openGguf(file);
  const { bytes } = await gguf.readStored("rope_freqs.weight");
  await gguf.close();
  const content = await readFile(file);
  for (let at = content.indexOf(bytes), end = at + bytes.length; at < end; at += 4) {
    const divisor = content.readFloatLE(at);
    if (divisor > 1) content.writeFloatLE(2 * divisor, at);
  }
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-rope-"));
  await writeFile(join(directory, "other.gguf"), content);
  expect(await hashOf(join(directory, "other.gguf"))).not.toBe(await hashOf(file));
  await rm(directory, { recursive: true });
});

test("a GGUF file of another kind is a FileError", async () => {
  const opened = openCheckpoint(golden("gguf/types.gguf"));
  await expect(opened).rejects.toThrow(FileError);
  await expect(opened).rejects.toThrow(
    'types.gguf: has general.architecture "none", expected one of llama, qwen2, gemma',
  );
  await expect(openCheckpoint(golden("gguf/make.py"))).rejects.toThrow("make.py: is not a GGUF file");
});
