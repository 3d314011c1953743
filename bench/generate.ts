/** @file A prompt of 512 tokens into an adapter, beside one bare forward pass of the same cloud model over the same tokens. */

import { input } from "../src/graph/index.js";
import { decode, embed, logits } from "../src/lm/decoder.js";
import { openModel } from "../src/training/method-run.js";
import { Weights } from "../src/lm/weights.js";
import { Generator } from "../src/methods/lora-gen/generator.js";
import { compile } from "../src/runtime/node.js";
import type { Program } from "../src/runtime/program.js";
import { i64 } from "../src/tensor/host-tensor.js";
import type { Bench } from "./bench.js";
import { pairs } from "./pairs.js";
import { alternate, milliseconds, versus } from "./rows.js";
import { textOfTokens } from "./texts.js";

export async function run(bench: Bench): Promise<void> {
  const { threads, runs, quick } = bench;
  for (const pair of await pairs(bench)) {
    const generator = await Generator.load(pair.generator, { threads, thread: "main" });
    const bare = await forwardPass(pair.cloud, threads);
    const prompt = textOfTokens(quick ? 64 : 512, (text) => generator.encode(text));
    const ids = generator.encode(prompt);
    const feeds = { ids: i64([1, ids.length], ids), read_at: i64([1, 1], [ids.length - 1]) };
    const { ours, peer } = await alternate(runs, {
      ours: () => milliseconds(() => generator.generate(prompt)),
      peer: () => milliseconds(() => bare.run(feeds)),
    });
    const name = `generate/${pair.name}/adapter of ${ids.length} tokens against a forward pass`;
    bench.row(versus(name, "ms", "less", ours, peer));
    await generator.dispose();
    await bare.dispose();
  }
}

/** Logits of the token behind a prompt: the graph that generation has, without meta tokens and all that comes of them. */
async function forwardPass(model: string, threads: number): Promise<Program> {
  const { config, weights, checkpoint } = await openModel(model);
  await checkpoint.close();
  const symbols = new Weights();
  const ids = input("ids", ["rows", "tokens"], "i64");
  const readAt = input("read_at", ["rows", "reads"], "i64");
  const { hidden } = decode(config, symbols, embed(config, symbols, ids), { readAt });
  return compile({ logits: logits(config, symbols, hidden) }, { weights, threads });
}
