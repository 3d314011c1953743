/** @file What is read of models, generators and adapters before any of them computes. */

import { loadAdapter } from "../../src/adapter/peft.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { generationGraph } from "../../src/lm/generation-graph.js";
import { readPackedWeights } from "../../src/lm/packed-weights.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { openGenerator } from "../../src/methods/lora-gen/checkpoint.js";

/** The configuration, the weights and the graph of a model directory or GGUF file. */
export async function readModel(source: string): Promise<void> {
  const checkpoint = await openCheckpoint(source);
  try {
    const config = parseConfig(checkpoint.config, source);
    const { layouts } = await readPackedWeights(checkpoint, config, {
      bits: "stored",
      roundActivations: true,
      keep: [],
    });
    generationGraph(config, { packed: layouts });
  } finally {
    await checkpoint.close();
  }
}

/** A tokenizer, and what it makes of a text and of a chat. */
export async function readTokenizer(source: string): Promise<void> {
  const tokenizer = await Tokenizer.load(source);
  const text = "Wake me at 7:30, 𝄞 é\n<|end|> <s>";
  for (const special of [true, false]) tokenizer.decode(tokenizer.encode(text, { special }));
  if (tokenizer.hasChatTemplate) tokenizer.chat([{ role: "user", content: text }], { addGenerationPrompt: true });
}

export async function readGenerator(source: string): Promise<void> {
  const { cloud, edge } = await openGenerator(source);
  await Promise.all([cloud.close(), edge.close()]);
}

export const adapterReader =
  (config: DecoderConfig) =>
  async (source: string): Promise<void> => {
    await loadAdapter(source, config);
  };
