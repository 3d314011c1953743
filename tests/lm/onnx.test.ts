import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveOnnxModel } from "../../src/adapter/onnx-model.js";
import { ShapeError } from "../../src/errors.js";
import { ffnProjections } from "../../src/lm/weights.js";
import { f32, type HostTensor } from "../../src/tensor/host-tensor.js";
import { configOf, randomAdapter } from "../adapter/adapters.js";
import { readGolden } from "../golden.js";
import { goldenModel } from "./onnx-base.js";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-onnx-"));
});
afterAll(() => rm(root, { recursive: true }));

const i64Tensor = (values: readonly bigint[], rows: number): Tensor =>
  new Tensor("int64", BigInt64Array.from(values), [rows, values.length / rows]);

/** Logits of `ids` [rows, tokens] read `step` tokens at a time, each row's as one list. */
async function logitsInSteps(file: string, ids: HostTensor, step: number): Promise<HostTensor> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const [rows, tokens] = ids.shape as [number, number];
  const row = (r: number, from: number, to: number): bigint[] => [
    ...(ids.data as BigInt64Array).slice(r * tokens + from, r * tokens + to),
  ];
  const out: number[][] = Array.from({ length: rows }, () => []);
  let cache: Record<string, Tensor> = {};
  for (const input of session.inputMetadata)
    if (input.isTensor && input.name.startsWith("past")) {
      const shape = input.shape.map((d) => (d === "batch_size" ? rows : typeof d === "string" ? 0 : d));
      cache[input.name] = new Tensor("float32", new Float32Array(0), shape);
    }
  for (let at = 0; at < tokens; at += step) {
    const end = Math.min(tokens, at + step);
    const results = await session.run({
      input_ids: i64Tensor(
        out.flatMap((_, r) => row(r, at, end)),
        rows,
      ),
      attention_mask: i64Tensor(Array<bigint>(rows * end).fill(1n), rows),
      ...cache,
    });
    const { logits, ...present } = results;
    const each = logits!.data.length / rows;
    for (const [r, list] of out.entries())
      list.push(...(logits!.data as Float32Array).subarray(r * each, (r + 1) * each));
    cache = Object.fromEntries(
      Object.entries(present).map(([name, t]) => [name.replace("present", "past_key_values"), t]),
    );
  }
  await session.release();
  return f32([rows, tokens, out[0]!.length / tokens], out.flat());
}

describe.each(["llama", "llama3", "qwen2", "gemma", "opt"])("%s as ONNX files", (name) => {
  let file: string;
  beforeAll(async () => {
    const directory = join(root, `${name}-onnx`);
    await saveOnnxModel(directory, await goldenModel(name, root));
    file = join(directory, "onnx/model.onnx");
  });

  test("has the logits of Hugging Face, at once and token by token over the cache", async () => {
    const expected = await readGolden(`architectures/${name}/expected.safetensors`);
    for (const step of [19, 1])
      expect(await logitsInSteps(file, expected["input_ids"]!, step), `${step}`).toBeAllclose(expected["logits"], {
        atol: 1e-4,
      });
  });

  test("takes the same inputs as every other architecture: positions follow from the mask", async () => {
    const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
    const { layers } = configOf(name);
    const names = (prefix: string): string[] =>
      Array.from({ length: layers }, (_, i) => [`${prefix}.${i}.key`, `${prefix}.${i}.value`]).flat();
    expect([...session.inputNames].sort()).toEqual(["attention_mask", "input_ids", ...names("past_key_values")].sort());
    expect([...session.outputNames].sort()).toEqual(["logits", ...names("present")].sort());
    await session.release();
  });
});

describe("an ONNX directory", () => {
  let base: string;
  beforeAll(async () => {
    base = await goldenModel("qwen2", root);
  });
  const json = async (file: string): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;

  test("weighs half in half precision, has the file names that go with it, and is near enough", async () => {
    const [whole, half] = [join(root, "whole"), join(root, "half")];
    await saveOnnxModel(whole, base);
    await saveOnnxModel(half, base, { dtype: "f16" });
    const size = async (file: string): Promise<number> => (await stat(file)).size;
    const ratio =
      (await size(join(half, "onnx/model_fp16.onnx_data"))) / (await size(join(whole, "onnx/model.onnx_data")));
    expect(ratio).toBeLessThan(0.85); // pages weigh on models this small
    expect(await json(join(half, "config.json"))).toMatchObject({
      "transformers.js_config": { dtype: "fp16", use_external_data_format: true },
    });
    expect(await json(join(half, "genai_config.json"))).toMatchObject({
      model: { decoder: { filename: "onnx/model_fp16.onnx" } },
    });
    const { input_ids: ids, logits } = await readGolden("architectures/qwen2/expected.safetensors");
    expect(await logitsInSteps(join(half, "onnx/model_fp16.onnx"), ids!, 19)).toBeAllclose(logits, { atol: 0.02 });
  });

  test("has an adapter in its weights, and is not written if that does not fit", async () => {
    const config = configOf("qwen2");
    const directory = join(root, "merged");
    await saveOnnxModel(directory, base, { adapter: randomAdapter(config, ffnProjections(config)), readme: "# told" });
    const { input_ids: ids, logits } = await readGolden("architectures/qwen2/expected.safetensors");
    expect(await logitsInSteps(join(directory, "onnx/model.onnx"), ids!, 19)).not.toBeAllclose(logits, { atol: 0.1 });
    expect(await readFile(join(directory, "README.md"), "utf8")).toBe("# told");
    const wrong = randomAdapter({ ...config, layers: 1 }, ["up"]);
    const other = join(root, "unwritten");
    await expect(saveOnnxModel(other, base, { adapter: wrong })).rejects.toBeInstanceOf(ShapeError);
    expect(await readdir(root)).not.toContain("unwritten");
  });

  test("has the chat template where transformers.js looks for it, too", async () => {
    const directory = join(root, "template");
    await saveOnnxModel(directory, base);
    const template = await readFile(join(base, "chat_template.jinja"), "utf8");
    expect(await readFile(join(directory, "chat_template.jinja"), "utf8")).toBe(template);
    expect(await json(join(directory, "tokenizer_config.json"))).toEqual({
      ...(await json(join(base, "tokenizer_config.json"))),
      chat_template: template,
    });
  });

  test("keeps the model's own generation settings, and has the tokenizer's where there are none", async () => {
    const own = join(root, "own");
    await saveOnnxModel(own, base);
    expect(await json(join(own, "generation_config.json"))).toEqual(await json(join(base, "generation_config.json")));
    const bare = join(root, "bare");
    await cp(base, bare, { recursive: true });
    await rm(join(bare, "generation_config.json"));
    const made = join(root, "made");
    await saveOnnxModel(made, bare);
    const settings = await json(join(made, "generation_config.json"));
    expect(settings["eos_token_id"]).toEqual(expect.arrayContaining([expect.any(Number)]));
  });
});
