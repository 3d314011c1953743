import { AutoModelForCausalLM, AutoTokenizer, env, type Tensor } from "@huggingface/transformers";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { EdgeModel } from "../../src/adapter/edge-model.js";
import { saveMergedGguf } from "../../src/adapter/gguf.js";
import { saveOnnxModel } from "../../src/adapter/onnx-model.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { LanguageModel } from "../../src/lm/language-model.js";

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
  async function theirs(name: string, dtype?: "q4"): Promise<{ prompt: number[]; ids: number[]; text: string }> {
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModelForCausalLM.from_pretrained(name, {
      session_options: { intraOpNumThreads: 1 },
      ...(dtype && { dtype }),
    });
    const inputs = tokenizer.apply_chat_template([{ role: "user", content: request }], {
      add_generation_prompt: true,
      return_dict: true,
    }) as { input_ids: Tensor };
    const out = (await model.generate({ ...inputs, max_new_tokens: 48, do_sample: false })) as Tensor;
    const prompt = Array.from(inputs.input_ids.data as BigInt64Array, Number);
    const ids = Array.from(out.data as BigInt64Array, Number).slice(prompt.length);
    await model.dispose();
    return { prompt, ids, text: tokenizer.decode(ids, { skip_special_tokens: true }) };
  }

  test.each(["f32", "f16"] as const)("answers as the edge model does, from its ONNX directory in %s", async (dtype) => {
    await saveOnnxModel(join(root, dtype), nano("edge"), { dtype });
    const { prompt, text } = await theirs(dtype);
    expect(prompt).toEqual(edge.encode(request));
    expect(text).toBe(await edge.complete(request, { maxTokens: 48 }));
    expect(text).toMatch(/\w/);
  });

  test.each([
    ["a directory", () => Promise.resolve(nano("edge"))],
    [
      "a GGUF file of 4 bits, whose blocks it keeps",
      async () => {
        const file = join(root, "edge.gguf");
        await saveMergedGguf(file, nano("edge"), { name: "edge", dtype: "q4_0" });
        return file;
      },
    ],
  ])("gives the tokens that our model of 4 bits gives, from its ONNX directory in q4, of %s", async (of, make) => {
    const base = await make();
    const name = of.split(" ")[1]!;
    await saveOnnxModel(join(root, name), base, { dtype: "q4" });
    const ours = await LanguageModel.load(base, { bits: 4, thread: "main", threads: 1 });
    const expected: number[] = [];
    for await (const id of ours.tokens(ours.encode([{ role: "user", content: request }]), { maxTokens: 48 }))
      expected.push(id);
    const { eosIds } = ours.tokenizer;
    await ours.dispose();
    expect(expected.length).toBeGreaterThan(0);
    for (const dtype of ["q4", undefined] as const) {
      const { ids } = await theirs(name, dtype);
      expect(ids.filter((id) => !eosIds.includes(id))).toEqual(expected);
    }
    const whole = `${name}-whole`;
    await saveOnnxModel(join(root, whole), base);
    const size = async (file: string): Promise<number> => (await stat(join(root, file))).size;
    const share = (await size(`${name}/onnx/model_q4.onnx_data`)) / (await size(`${whole}/onnx/model.onnx_data`));
    expect(share).toBeLessThan(0.5); // the embedding stays in 32 bits
  });

  test("answers as the specialised model does, where an adapter was merged", async () => {
    await saveOnnxModel(join(root, "merged"), nano("edge"), { adapter });
    const special = await edge.specialize(adapter);
    const expected = await special.complete(request, { maxTokens: 48 });
    special.release();
    expect((await theirs("merged")).text).toBe(expected);
  });
});
