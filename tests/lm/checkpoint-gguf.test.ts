import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig } from "../../src/lm/config.js";
import { ropeTables } from "../../src/lm/rope.js";
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

test("hashes of GGUF files are stable, and differ by model", async () => {
  const hashes = await Promise.all(
    ["llama", "llama3"].map(async (name) => {
      const checkpoint = await openCheckpoint(golden(`gguf/${name}.gguf`));
      const hash = await checkpoint.hash();
      await checkpoint.close();
      return hash;
    }),
  );
  expect(hashes).toMatchInlineSnapshot(`
    [
      "2cbb5e16cd68fc53b29b94a14fa4aa21af689bb15e88454062736a13e71e15de",
      "f8d359689cb221695baac77420a415b7a9ed8e273b25fcef7b5e17fa3aeae448",
    ]
  `);
});

test("a GGUF file of another kind is a FileError", async () => {
  const opened = openCheckpoint(golden("gguf/types.gguf"));
  await expect(opened).rejects.toThrow(FileError);
  await expect(opened).rejects.toThrow(
    'types.gguf: has general.architecture "none", expected one of llama, qwen2, gemma',
  );
  await expect(openCheckpoint(golden("gguf/make.py"))).rejects.toThrow("make.py: is not a GGUF file");
});
