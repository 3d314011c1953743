import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCheckpoint, type Checkpoint } from "../../src/lm/checkpoint.js";
import { bytesOf } from "../../src/tensor/source.js";
import { describeWithSmollm2, smollm2 } from "../smollm2.js";

describeWithSmollm2("SmolLM2's GGUF file", () => {
  let checkpoint: Checkpoint;
  beforeAll(async () => {
    checkpoint = await openCheckpoint(smollm2);
  });
  afterAll(() => checkpoint.close());

  test("gives the weights that gguf-py and transformers make of it, to the bit", async () => {
    const hash = createHash("sha256");
    for (const name of checkpoint.names) hash.update(bytesOf(await checkpoint.read(name)));
    // Over gguf.quants.dequantize and LlamaTensorProcessor.process (gguf 0.19.0, transformers 5.23.0), sorted by name.
    expect(hash.digest("hex")).toBe("1e7c8a1c726e693f3ef812fec44c0efdf79020fe1e36d5cd8a07e0341da3e3aa");
  });

  test("is known by its hash", async () => {
    expect(await checkpoint.hash()).toBe("667eaea621b704f94064cefb9c77a86b54f62084fd5c62e52ca371a0295a0102");
  });
});
