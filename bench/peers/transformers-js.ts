/** @file transformers.js on an ONNX directory of ours. */

import { AutoModelForCausalLM, env, Tensor } from "@huggingface/transformers";
import { basename, dirname } from "node:path";
import { i64 } from "../../src/tensor/host-tensor.js";

export interface TransformersRunner {
  /** Milliseconds for `count` greedy tokens behind `ids`. */
  generate(ids: readonly number[], count: number): Promise<number>;
  dispose(): Promise<void>;
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
      const start = performance.now();
      await model.generate({ ...inputs, max_new_tokens: count, min_new_tokens: count, do_sample: false });
      return performance.now() - start;
    },
    async dispose() {
      await model.dispose();
    },
  };
}
