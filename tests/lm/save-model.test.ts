import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inMemory, saveModel } from "../../src/lm/save-model.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { golden } from "../golden.js";

test("a model's configuration tells the precision that its weights are stored in, by the names that the base had", async () => {
  const root = await mkdtemp(join(tmpdir(), "lora-gen-save-"));
  const saved = async (config: Record<string, unknown>): Promise<unknown> => {
    const weights = inMemory({ "lm_head.weight": f32([1], [1]) });
    await saveModel(root, { config, ...weights, tokenizer: golden("tokenizers/byte-level"), dtype: "bf16" });
    return JSON.parse(await readFile(join(root, "config.json"), "utf8"));
  };
  expect(await saved({ torch_dtype: "float32" })).toEqual({ torch_dtype: "bfloat16", dtype: "bfloat16" });
  expect(await saved({ dtype: "float32" })).toEqual({ dtype: "bfloat16" });
  await rm(root, { recursive: true });
});
