import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/lm/config.js";
import { ggufConfig } from "../../src/lm/gguf-config.js";
import type { GgufValue } from "../../src/tensor/gguf.js";
import { golden } from "../golden.js";

const llama = JSON.parse(readFileSync(golden("architectures/llama/config.json"), "utf8")) as Record<string, unknown>;

test.each([
  ["mistral", 4096, 4096],
  ["mistral", 65_536, 32_768],
  ["mistral", null, 32_768],
  ["qwen2", 4096, 32_768],
])("a %s whose config has a sliding window of %s reads %i tokens", (model_type, sliding_window, positions) => {
  const config = { ...llama, model_type, sliding_window, use_sliding_window: false, max_position_embeddings: 32_768 };
  expect(parseConfig(config, "config.json").positions).toBe(positions);
});

test.each([
  [{ "llama.attention.sliding_window": 4096 }, 4096],
  [{}, 32_768],
])("a GGUF file with %o reads %i tokens", (window, positions) => {
  const metadata: Record<string, GgufValue> = {
    "general.architecture": "llama",
    "llama.embedding_length": 64,
    "llama.block_count": 2,
    "llama.attention.head_count": 4,
    "llama.feed_forward_length": 128,
    "llama.context_length": 32_768,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    ...window,
  };
  const tensors = { file: "file", names: new Set<string>(), vocabularySize: 100, ropeFactors: undefined };
  const config = ggufConfig(new Map(Object.entries(metadata)), tensors);
  expect(parseConfig(config, "file").positions).toBe(positions);
});
