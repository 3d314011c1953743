/** @file llama.cpp, as node-llama-cpp has it built for this platform. */

import { getLlama, type Token } from "node-llama-cpp";
import type { Runner } from "../inference-runner.js";

/** Throws where llama.cpp can't be loaded: it is never built here. */
export async function openLlama(modelPath: string, threads: number): Promise<Runner> {
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: threads });
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads });
  const sequence = context.getSequence();
  return {
    async prefill(ids) {
      await sequence.clearHistory();
      const start = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(ids as Token[]);
      return (ids.length / (performance.now() - start)) * 1000;
    },
    async decode(ids, count) {
      await sequence.clearHistory();
      let [tokens, start] = [0, 0];
      for await (const _ of sequence.evaluate(ids as Token[], { temperature: 0, yieldEogToken: true })) {
        if (tokens++ === 0) start = performance.now();
        if (tokens > count) break;
      }
      return ((tokens - 1) / (performance.now() - start)) * 1000;
    },
  };
}
