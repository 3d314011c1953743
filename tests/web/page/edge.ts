/** @file What the tests do with `lora-gen/edge` in a page: its page is `page` there. */

import * as edge from "lora-gen/edge";
import type { Answers, MadeAdapter } from "./results.js";

const numbers = (data: ArrayLike<number>): number[] => Array.from(data);

const page = {
  edge,
  /** By the adapter that the page makes itself, by its factors from a PEFT directory, and by its gates. */
  async answers(prompt: string, requests: string[], maxTokens: number): Promise<Answers> {
    const file = await edge.readGeneratorFile("models/generator");
    const generator = await edge.Generator.load("models/generator");
    const model = await edge.EdgeModel.load(generator.edge, { sha256: file.edge.sha256 });
    const pool = await edge.ExpertPool.load("models/generator");
    const ask = async (asked: typeof model, system: { role: string; content: string }[] = []): Promise<string[]> => {
      const answers: string[] = [];
      for (const content of requests)
        answers.push(await asked.complete([...system, { role: "user", content }], { maxTokens }));
      return answers;
    };
    const { adapter } = await generator.generate(prompt);
    const fetched = await edge.loadAdapter("models/adapter", model.config);
    return {
      bare: await ask(model),
      inContext: await ask(model, [{ role: "system", content: prompt }]),
      generated: await ask(await model.specialize(adapter)),
      factors: await ask(await model.specialize(fetched)),
      gates: await ask(await model.specialize(await pool.read("models/adapter.gates"))),
    };
  },
  /** The adapter of a prompt: its gates, and every number of its factors. */
  async adapter(prompt: string): Promise<MadeAdapter> {
    const generator = await edge.Generator.load("models/generator");
    const { adapter, gates } = await generator.generate(prompt);
    const factors = adapter.layers.flatMap((layer) =>
      Object.values(layer).flatMap(({ a, b }) => [...numbers(a.data), ...numbers(b.data)]),
    );
    await generator.dispose();
    return { gates: numbers(gates.data), factors };
  },
  /** Answers of the base model to requests that are decoded together. */
  async together(requests: string[], maxTokens: number): Promise<string[]> {
    const model = await edge.EdgeModel.load("models/edge");
    const batch = model.batch();
    const answers = requests.map(async (request) => {
      let text = "";
      for await (const piece of batch.text(model.encode(request), { maxTokens })) text += piece;
      return text;
    });
    return Promise.all(answers);
  },
  /** Files in the order in which they arrive, with where they come from. */
  async files(url: string): Promise<string[]> {
    const files = new Set<string>();
    const onProgress: edge.FetchOptions["onProgress"] = ({ file, kept }) =>
      files.add(`${file} ${kept ? "kept" : "new"}`);
    const model = await edge.EdgeModel.load(url, { onProgress });
    await model.dispose();
    return [...files];
  },
  engine: async () => ({ ...(await edge.startEngine()), isolated: crossOriginIsolated }),
  /** The message of the error, or "". */
  failure: (load: "EdgeModel" | "Generator" | "ExpertPool", url: string, options?: object): Promise<string> =>
    edge[load].load(url, options).then(
      () => "",
      (error: unknown) => String(error),
    ),
};

export type TestPage = typeof page;
Object.assign(globalThis, { page });
