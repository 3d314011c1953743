import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { merge } from "../../src/adapter/merge.js";
import { loadAdapter, saveAdapter } from "../../src/adapter/peft.js";
import { input } from "../../src/graph/index.js";
import { decode, embed, logits } from "../../src/lm/decoder.js";
import { ffnProjections, Weights } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import type { HostTensor } from "../../src/tensor/host-tensor.js";
import { readSafetensors } from "../../src/tensor/safetensors-file.js";
import { configOf, randomAdapter } from "../adapter/adapters.js";
import { golden, readGolden } from "../golden.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("PEFT in Python", ["peft", "torch", "transformers"]);
const script = fileURLToPath(new URL("peft_logits.py", import.meta.url));

describe.skipIf(!suite.found)(suite.title, () => {
  async function logitsWith(name: string, adapter: Adapter, ids: HostTensor): Promise<HostTensor> {
    const config = configOf(name);
    const model = await readGolden(`architectures/${name}/model.safetensors`);
    const weights = new Weights();
    const { hidden } = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")));
    const bound = { ...model, ...(await merge(config, model, adapter)) };
    const program = await compile({ logits: logits(config, weights, hidden) }, { weights: bound });
    const results = await program.run({ ids });
    await program.dispose();
    return results["logits"]!;
  }

  test.each(["llama", "qwen2", "opt"])(
    "computes with our adapters what we do, and we with its (%s)",
    { timeout: 240_000 },
    async (name) => {
      const root = await mkdtemp(join(tmpdir(), "lora-gen-interop-"));
      try {
        const config = configOf(name);
        const model = golden(`architectures/${name}`);
        const adapter = randomAdapter(config, ["q", ...ffnProjections(config)], 3, 0.75);
        await saveAdapter(join(root, "ours"), adapter, { config, base: model });
        execFileSync(python, [script, model, join(root, "ours"), root], { stdio: "pipe" });
        const { ids, ours, theirs } = await readSafetensors(join(root, "logits.safetensors"));
        expect(await logitsWith(name, adapter, ids!)).toBeAllclose(ours, { atol: 1e-4 });
        const made = await loadAdapter(join(root, "adapter"), config);
        expect(made.rank).toBe(5);
        expect(await logitsWith(name, made, ids!)).toBeAllclose(theirs, { atol: 1e-4 });
      } finally {
        await rm(root, { recursive: true });
      }
    },
  );
});
