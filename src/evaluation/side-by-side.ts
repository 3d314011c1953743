/** @file One request, answered by the edge model without the prompt, with it in context, and specialised: answers and times. */

import { adapterBytes } from "../adapter/adapter.js";
import { EdgeModel } from "../adapter/edge-model.js";
import type { Prompt } from "../lm/language-model.js";
import { Generator } from "../methods/lora-gen/generator.js";
import { gatesBytes } from "../methods/lora-gen/settings.js";

export interface Column {
  name: string;
  answer: string;
  /** Tokens of the system prompt that this answer paid for. */
  promptTokens: number;
  firstTokenMs: number;
  totalMs: number;
}

export interface SideBySide {
  /** For each request, the three answers. */
  answers: { request: string; columns: Column[] }[];
  /** What the adapter weighs in half precision: as LoRA factors, and as gates where the edge holds the expert pools. */
  adapterBytes: number;
  gatesBytes: number;
}

export interface SideBySideOptions {
  /** Generator directory. */
  generator: string;
  threads?: number;
  maxTokens?: number;
  signal?: AbortSignal;
}

/** Specialises for `prompt` once, then answers every request three times. The models run in this thread. */
export async function sideBySide(
  prompt: string,
  requests: readonly string[],
  options: SideBySideOptions,
): Promise<SideBySide> {
  const { generator: directory, threads, maxTokens = 128, signal } = options;
  const generator = await Generator.load(directory, { thread: "main", threads });
  const { adapter } = await generator.generate(prompt);
  const { dimensions: d, edge: path } = generator;
  await generator.dispose();
  const edge = await EdgeModel.load(path, { adaptable: d.settings.targets, thread: "main", threads });
  const specialised = await edge.specialize(adapter);

  const ask = async (name: string, model: EdgeModel, system: string | undefined, request: string): Promise<Column> => {
    const user = { role: "user", content: request };
    const messages: Prompt = system === undefined ? [user] : [{ role: "system", content: system }, user];
    // A first pass of the same shape pays for what a model does but once.
    await model.complete(messages, { maxTokens: 1, signal });
    const start = performance.now();
    let firstTokenMs = 0;
    const answer = await model.complete(messages, {
      maxTokens,
      signal,
      onFirstToken: () => (firstTokenMs = performance.now() - start),
    });
    signal?.throwIfAborted();
    const totalMs = performance.now() - start;
    const promptTokens = model.encode(messages).length - model.encode([user]).length;
    return { name, answer, promptTokens, firstTokenMs, totalMs };
  };

  const answers: SideBySide["answers"] = [];
  for (const request of requests) {
    signal?.throwIfAborted();
    const columns = [
      await ask("edge, no prompt", edge, undefined, request),
      await ask("edge, prompt in context", edge, prompt, request),
      await ask("edge, specialised", specialised, undefined, request),
    ];
    answers.push({ request, columns });
  }
  await edge.dispose();
  return { answers, adapterBytes: adapterBytes(adapter), gatesBytes: gatesBytes(d) };
}
