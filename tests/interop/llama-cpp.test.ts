import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaModel, Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adaptedProjections } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { saveAdapterGguf, saveMergedGguf } from "../../src/adapter/gguf.js";
import { Generator } from "../../src/methods/lora-gen/generator.js";
import type { GgufDtype } from "../../src/tensor/quantize.js";
import { llama, llamaTitle } from "./llama.js";

const system = `You are a home assistant with these tools:
set_alarm(time): sets an alarm
play_music(song, room): plays a song in a room
get_weather(city): tells the weather
Answer with one call, written as name(arg1=value1, arg2=value2).
If no tool fits, answer none.`;
const requests = ["wake me at 7:30", "What's the weather like in Paris?", "play Wonderwall in the kitchen"];
const maxTokens = 24;

describe.skipIf(!llama)(llamaTitle, { timeout: 600_000 }, () => {
  let directory: string;
  let base: EdgeModel;
  let specialist: EdgeModel;
  const at = (name: string): string => join(directory, name);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "lora-gen-llama-cpp-"));
    const generator = await Generator.load("checkpoints/nano/generator", { thread: "main" });
    const { adapter } = await generator.generate(system);
    await generator.dispose();
    base = await EdgeModel.load(generator.edge, { thread: "main", adaptable: adaptedProjections(adapter) });
    specialist = await base.specialize(adapter);
    const model = (file: string, dtype: GgufDtype, merged = false) =>
      saveMergedGguf(at(file), generator.edge, { name: "nano", dtype, ...(merged && { adapter }) });
    await model("base-f32.gguf", "f32");
    await model("base-f16.gguf", "f16");
    await model("base-q8_0.gguf", "q8_0");
    await model("merged.gguf", "f32", true);
    await saveAdapterGguf(at("lora.gguf"), generator.edge, { adapter, name: "nano", dtype: "f32" });
  }, 600_000);
  afterAll(async () => {
    await base.dispose();
    await llama?.dispose();
    await rm(directory, { recursive: true });
  });

  async function withModel<T>(file: string, use: (model: LlamaModel) => Promise<T>): Promise<T> {
    const model = await llama!.loadModel({ modelPath: at(file), gpuLayers: 0 });
    try {
      return await use(model);
    } finally {
      await model.dispose();
    }
  }

  /** Greedy answers to the requests, as llama.cpp gives them to our token ids. */
  const answers = (file: string, lora?: string): Promise<string[]> =>
    withModel(file, async (model) => {
      const texts = [];
      for (const request of requests) {
        const context = await model.createContext({ contextSize: 512, threads: 1, ...(lora && { lora: at(lora) }) });
        const ids: number[] = [];
        for await (const id of context.getSequence().evaluate(base.encode(request) as Token[], { temperature: 0 }))
          if (ids.push(id) === maxTokens) break;
        texts.push(base.tokenizer.decode(ids, { skipSpecial: true }));
        await context.dispose();
      }
      return texts;
    });
  const ours = async (model: EdgeModel): Promise<string[]> => {
    const texts = [];
    for (const request of requests) texts.push(await model.complete(request, { maxTokens }));
    return texts;
  };

  test("cuts chats into our token ids", () =>
    withModel("base-f16.gguf", (model) => {
      for (const content of [system, ...requests]) {
        const text = base.tokenizer.chat([{ role: "user", content }], { addGenerationPrompt: true });
        expect([...model.tokenize(text, true)]).toEqual(base.tokenizer.encode(text, { addSpecial: false }));
      }
      return Promise.resolve();
    }));

  test("answers as our edge model does, in f32 and in f16", async () => {
    const expected = await ours(base);
    expect(await answers("base-f32.gguf")).toEqual(expected);
    expect(await answers("base-f16.gguf")).toEqual(expected);
  });

  test("loads what we quantise", async () => {
    for (const text of await answers("base-q8_0.gguf")) expect(text).not.toBe("");
  });

  test("answers as our specialised model does: merged, and with the LoRA loaded onto the base", async () => {
    const expected = await ours(specialist);
    expect(expected).not.toEqual(await ours(base)); // or the adapter would change nothing
    expect(await answers("merged.gguf")).toEqual(expected);
    expect(await answers("base-f32.gguf", "lora.gguf")).toEqual(expected);
  });
});
