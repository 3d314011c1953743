import { AutoModelForCausalLM, AutoTokenizer, env, type Tensor } from "@huggingface/transformers";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { saveOnnxModel } from "../../src/adapter/onnx-model.js";
import { loadAdapter } from "../../src/adapter/peft.js";

const nano = (name: string): string => fileURLToPath(new URL(`../../checkpoints/nano/${name}`, import.meta.url));

describe("transformers.js", () => {
  let [root, edge, adapter]: [string, EdgeModel, Adapter] = [] as never;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "lora-gen-transformers-js-"));
    edge = await EdgeModel.load(nano("edge"), { thread: "main" });
    adapter = await loadAdapter(nano("lora"), edge.config);
    env.allowRemoteModels = false;
    env.localModelPath = root;
  });
  afterAll(async () => {
    await edge.dispose();
    await rm(root, { recursive: true });
  });

  const request = "wake me at 7:30 tomorrow";

  /** The greedy answer of transformers.js, and how many tokens of prompt it read. */
  async function theirs(name: string): Promise<{ prompt: number[]; text: string }> {
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModelForCausalLM.from_pretrained(name, { session_options: { intraOpNumThreads: 1 } });
    const inputs = tokenizer.apply_chat_template([{ role: "user", content: request }], {
      add_generation_prompt: true,
      return_dict: true,
    }) as { input_ids: Tensor };
    const out = (await model.generate({ ...inputs, max_new_tokens: 48, do_sample: false })) as Tensor;
    const prompt = Array.from(inputs.input_ids.data as BigInt64Array, Number);
    const ids = Array.from(out.data as BigInt64Array, Number).slice(prompt.length);
    await model.dispose();
    return { prompt, text: tokenizer.decode(ids, { skip_special_tokens: true }) };
  }

  test.each(["f32", "f16"] as const)("answers as the edge model does, from its ONNX directory in %s", async (dtype) => {
    await saveOnnxModel(join(root, dtype), nano("edge"), { dtype });
    const { prompt, text } = await theirs(dtype);
    expect(prompt).toEqual(edge.encode(request));
    expect(text).toBe(await edge.complete(request, { maxTokens: 48 }));
    expect(text).toMatch(/\w/);
  });

  test("answers as the specialised model does, where an adapter was merged", async () => {
    await saveOnnxModel(join(root, "merged"), nano("edge"), { adapter });
    const special = await edge.specialize(adapter);
    const expected = await special.complete(request, { maxTokens: 48 });
    special.release();
    expect((await theirs("merged")).text).toBe(expected);
  });
});
