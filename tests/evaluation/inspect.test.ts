import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { saveMergedGguf } from "../../src/adapter/gguf.js";
import { inspect } from "../../src/evaluation/index.js";

const edge = fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url));

test("a model's memory is told by the bits that it is loaded in, and a GGUF file's types by their names", async () => {
  const directory = await mkdtemp(join(tmpdir(), "lora-gen-inspect-"));
  const file = join(directory, "edge.gguf");
  await saveMergedGguf(file, edge, { name: "edge", dtype: "q4_0" });
  const [stored, plain] = [await inspect(file), await inspect(edge)];
  if (stored.kind !== "model" || plain.kind !== "model") throw new Error(`${stored.kind}, ${plain.kind}`);
  expect(stored.dtypes).toEqual(["Q4_0", "F32"]);
  expect(stored.memoryBytes).toBe(plain.memoryBytes);
  const { 4: four, w8a8, 8: eight } = stored.packedMemoryBytes;
  // A tied head is the table of embeddings too, where both are in the same form.
  const sizes = [four, eight, w8a8, stored.memoryBytes];
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  await rm(directory, { recursive: true });
});
