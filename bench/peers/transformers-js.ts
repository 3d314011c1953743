/** @file transformers.js on an ONNX directory of ours. */

import { AutoModelForCausalLM, env, Tensor, type TextStreamer } from "@huggingface/transformers";
import { basename, dirname } from "node:path";
import { i64 } from "../../src/tensor/host-tensor.js";

export interface TransformersRunner {
  /** Milliseconds to the first, and to the last, of `count` greedy tokens behind `ids`. */
  generate(ids: readonly number[], count: number): Promise<{ first: number; last: number }>;
}

export async function openTransformers(directory: string, threads: number): Promise<TransformersRunner> {
  env.allowRemoteModels = false;
  env.localModelPath = dirname(directory);
  const model = await AutoModelForCausalLM.from_pretrained(basename(directory), {
    session_options: { intraOpNumThreads: threads },
  });
  const tensor = (values: readonly number[]): Tensor =>
    new Tensor("int64", i64([1, values.length], values).data, [1, values.length]);
  return {
    async generate(ids, count) {
      const inputs = { input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) };
      // Called with the prompt, then with each token.
      const times: number[] = [];
      const clock = { put: () => times.push(performance.now()), end: () => undefined };
      // Its types ask for the streamer of text; any that has these two will do.
      const streamer = clock as unknown as TextStreamer;
      const start = performance.now();
      await model.generate({ ...inputs, max_new_tokens: count, min_new_tokens: count, do_sample: false, streamer });
      const [, first, ...later] = times;
      return { first: first! - start, last: (later.at(-1) ?? first!) - start };
    },
  };
}
