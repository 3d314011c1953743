import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { merge } from "../../src/adapter/merge.js";
import { saveMergedModel } from "../../src/adapter/merged-model.js";
import { input } from "../../src/graph/index.js";
import { decode, embed, logits } from "../../src/lm/decoder.js";
import { ffnProjections, Weights } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { readSafetensors } from "../../src/tensor/safetensors-file.js";
import { configOf, randomAdapter } from "../adapter/adapters.js";
import { readGolden } from "../golden.js";
import { goldenModel } from "../lm/onnx-base.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("transformers in Python", ["torch", "transformers"]);
const script = fileURLToPath(new URL("merged_logits.py", import.meta.url));

describe.skipIf(!suite.found)(suite.title, () => {
  test.each(["llama3", "qwen2", "gemma", "opt"])(
    "computes with a merged model what we do with the adapter (%s)",
    { timeout: 240_000 },
    async (name) => {
      const root = await mkdtemp(join(tmpdir(), "lora-gen-merged-"));
      try {
        const config = configOf(name);
        const adapter = randomAdapter(config, ["v", ...ffnProjections(config)], 3, 0.75);
        await saveMergedModel(join(root, "merged"), await goldenModel(name, root), adapter);
        execFileSync(python, [script, join(root, "merged"), root], { stdio: "pipe" });
        const { ids, logits: theirs } = await readSafetensors(join(root, "logits.safetensors"));
        const model = await readGolden(`architectures/${name}/model.safetensors`);
        const weights = new Weights();
        const { hidden } = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")));
        const bound = { ...model, ...(await merge(config, model, adapter)) };
        const program = await compile({ logits: logits(config, weights, hidden) }, { weights: bound });
        expect((await program.run({ ids: ids! }))["logits"]).toBeAllclose(theirs, { atol: 1e-4 });
        await program.dispose();
      } finally {
        await rm(root, { recursive: true });
      }
    },
  );
});
