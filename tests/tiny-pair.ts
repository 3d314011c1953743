/** @file A cloud and an edge model, a generator and a LoRA, all tiny, random and always the same: for tests of the commands. */

import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { saveAdapter } from "../src/adapter/peft.js";
import { trainBpe } from "../src/data/bpe.js";
import { openCheckpoint } from "../src/lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../src/lm/config.js";
import { initialWeights } from "../src/lm/initialize.js";
import { inMemory, saveModel } from "../src/lm/save-model.js";
import { Tokenizer } from "../src/lm/tokenizer.js";
import { moduleNames } from "../src/lm/weights.js";
import { saveGenerator } from "../src/methods/lora-gen/checkpoint.js";
import { initialBuffers, initialParameters } from "../src/methods/lora-gen/parameters.js";
import { dimensions, paperSettings, type GeneratorSettings } from "../src/methods/lora-gen/settings.js";
import { initialLora, loraAdapter } from "../src/methods/lora/lora.js";
import type { TensorMap } from "../src/tensor/host-tensor.js";
import { Random } from "../src/tensor/random.js";

export interface TinyPair {
  /** Where it all lies. */
  root: string;
  tokenizer: string;
  cloud: string;
  edge: string;
  generator: string;
  lora: string;
}

export const tinyPositions = 1024;

/** A Llama of `layers` layers as Hugging Face's config.json describes it. */
const tinyConfig = (layers: number, width = 32): Record<string, unknown> => ({
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  vocab_size: 261,
  hidden_size: width,
  intermediate_size: 2 * width,
  num_hidden_layers: layers,
  num_attention_heads: width / 16,
  num_key_value_heads: width / 16,
  hidden_act: "silu",
  max_position_embeddings: tinyPositions,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: true,
  eos_token_id: 1,
  pad_token_id: 0,
});

/** A tokenizer with a token for each byte, and a chat template. */
async function saveTokenizer(directory: string): Promise<void> {
  const specialTokens = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"];
  const files = {
    "tokenizer.json": trainBpe([], { vocabSize: 261, specialTokens }),
    "tokenizer_config.json": {
      eos_token: "<|end|>",
      pad_token: "<|pad|>",
      chat_template:
        "{% for m in messages %}{{ '<|' + m['role'] + '|>' + m['content'] + '<|end|>' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}",
    },
  };
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), JSON.stringify(content));
}

/** Larger than a model starts from, so that answers differ from prompt to prompt. */
const shaken = (tensors: TensorMap, random: Random, size: number): TensorMap => {
  for (const { data } of Object.values(tensors))
    for (let i = 0; i < data.length; i++) (data as Float32Array)[i]! += size * random.normal();
  return tensors;
};

/** Writes the models into a new directory. */
export async function makeTinyPair(overrides: Partial<GeneratorSettings> = {}): Promise<TinyPair> {
  const root = await mkdtemp(join(tmpdir(), "lora-gen-test-"));
  const at = (name: string): string => join(root, name);
  const tokenizer = at("tokenizer");
  await saveTokenizer(tokenizer);
  const pair = { root, tokenizer, cloud: at("cloud"), edge: at("edge"), generator: at("generator"), lora: at("lora") };
  const [cloud, edge] = [await saveTinyModel(pair.cloud, 3, tokenizer), await saveTinyModel(pair.edge, 2, tokenizer)];
  const settings: GeneratorSettings = {
    ...paperSettings(edge.config),
    experts: 4,
    rank: 2,
    alpha: 2,
    cloudRank: 2,
    cloudAlpha: 2,
    ...overrides,
  };
  const d = dimensions(settings, cloud.config, edge.config);
  const words = cloud.weights[`${moduleNames(cloud.config).embedding}.weight`]!.data as Float32Array;
  const tensors = {
    ...shaken(initialParameters(d, words, new Random("generator")), new Random("shake"), 0.3),
    ...initialBuffers(d),
  };
  const models = { cloud: await openCheckpoint(pair.cloud), edge: await openCheckpoint(pair.edge) };
  await saveGenerator(pair.generator, { settings, ...models, tensors });
  await Promise.all([models.cloud.close(), models.edge.close()]);
  const loraSettings = { rank: 2, alpha: 2, targets: settings.targets };
  const parameters = shaken(initialLora(loraSettings, edge.config, new Random("lora")), new Random("shake"), 0.3);
  await saveAdapter(pair.lora, loraAdapter(loraSettings, edge.config, parameters), {
    config: edge.config,
    base: pair.edge,
  });
  return pair;
}

/** Writes a random model whose answers are printable, and end at some time. */
async function saveTinyModel(
  directory: string,
  layers: number,
  tokenizer: string,
): Promise<{ config: DecoderConfig; weights: TensorMap }> {
  const json = tinyConfig(layers);
  const config = parseConfig(json, directory);
  const weights = shaken(initialWeights(config, new Random(basename(directory))), new Random(layers), 0.1);
  const embedding = weights[`${moduleNames(config).embedding}.weight`]!.data as Float32Array;
  const texts = await Tokenizer.load(tokenizer);
  for (let id = 0; id < config.vocabularySize; id++) {
    const size = texts.eosIds.includes(id) ? 3 : /^[ -~]$/.test(texts.decode([id])) ? 1 : 0.1;
    for (let i = id * config.width; i < (id + 1) * config.width; i++) embedding[i]! *= size;
  }
  await saveModel(directory, { config: json, ...inMemory(weights), tokenizer });
  return { config, weights };
}
