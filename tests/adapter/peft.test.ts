import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeAdapter, loadAdapter, saveAdapter } from "../../src/adapter/peft.js";
import { FileError, ShapeError } from "../../src/errors.js";
import { ffnProjections } from "../../src/lm/weights.js";
import { readSafetensors, writeSafetensors } from "../../src/tensor/safetensors-file.js";
import { configOf, randomAdapter } from "./adapters.js";

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "lora-gen-peft-")), "adapter");
});
afterEach(() => rm(join(directory, ".."), { recursive: true }));

const config = configOf("llama");
const base = "someone/tiny-llama";

describe("an adapter as a PEFT directory", () => {
  test.each(["llama", "opt"])("comes back as it was (%s)", async (name) => {
    const own = configOf(name);
    const adapter = randomAdapter(own, ["q", ...ffnProjections(own)], 3, 0.5);
    await saveAdapter(directory, adapter, { config: own, base });
    expect(await loadAdapter(directory, own)).toEqual(adapter);
    expect(await describeAdapter(directory)).toEqual({ base, rank: 3, alpha: 1.5, scale: 0.5 });
  });

  test("has PyTorch's layout under PEFT's names", async () => {
    const adapter = randomAdapter(config, ["up"], 4);
    await saveAdapter(directory, adapter, { config, base });
    const tensors = await readSafetensors(join(directory, "adapter_model.safetensors"));
    const module = "base_model.model.model.layers.2.mlp.up_proj";
    expect(tensors[`${module}.lora_A.weight`]!.shape).toEqual([4, 32]);
    expect(tensors[`${module}.lora_B.weight`]!.shape).toEqual([48, 4]);
    const { a } = adapter.layers[2]!.up!;
    expect(tensors[`${module}.lora_A.weight`]!.data[1 * 32 + 7]).toBe(a.data[7 * 4 + 1]);
    const json = JSON.parse(await readFile(join(directory, "adapter_config.json"), "utf8")) as Record<string, unknown>;
    expect(json).toMatchObject({
      peft_type: "LORA",
      r: 4,
      lora_alpha: 8,
      target_modules: ["up_proj"],
      base_model_name_or_path: base,
    });
  });

  test("weighs half in half precision, and is near enough", async () => {
    const adapter = randomAdapter(config, ["gate", "up", "down"]);
    await saveAdapter(directory, adapter, { config, base, dtype: "f16" });
    const loaded = await loadAdapter(directory, config);
    expect(loaded.layers[1]!.gate!.a).toBeAllclose(adapter.layers[1]!.gate!.a, { rtol: 1e-3, atol: 1e-6 });
    expect(
      (await readSafetensors(join(directory, "adapter_model.safetensors")))[
        `base_model.model.model.layers.0.mlp.gate_proj.lora_A.weight`
      ]!.dtype,
    ).toBe("f16");
  });

  test("keeps where it came from", async () => {
    const provenance = {
      generator: "a".repeat(64),
      edge: "b".repeat(64),
      prompt: "c".repeat(64),
      promptTokens: 12,
      routes: ["0", "1", "2"],
      gates: [
        [0.5, 0.5],
        [1, 0],
        [0, 1],
      ],
    };
    await saveAdapter(directory, randomAdapter(config, ["up"]), { config, base, provenance });
    expect((await describeAdapter(directory)).provenance).toEqual(provenance);
  });

  test("is not written if it does not fit the model", async () => {
    const wrong = randomAdapter(configOf("qwen2"), ["up"]);
    await expect(saveAdapter(directory, wrong, { config, base })).rejects.toBeInstanceOf(ShapeError);
    await expect(readFile(join(directory, "adapter_config.json"))).rejects.toThrow();
  });
});

describe("a PEFT directory that can't be used says why", () => {
  const patchConfig = async (patch: Record<string, unknown>): Promise<void> => {
    const file = join(directory, "adapter_config.json");
    await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, "utf8")) as object), ...patch }));
  };
  beforeEach(() => saveAdapter(directory, randomAdapter(config, ["up"]), { config, base }));
  const problem = async (): Promise<string> => {
    const error: unknown = await loadAdapter(directory, config).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FileError);
    return (error as FileError).message.replace(directory, "DIR");
  };

  test.each([
    ["another method", { peft_type: "IA3" }, /adapter_config.json: "peft_type"/],
    ["DoRA", { use_dora: true }, /"use_dora": DoRA is not supported/],
    ["PiSSA", { init_lora_weights: "pissa_niter_4" }, /"init_lora_weights": "pissa_niter_4" changes the base model/],
    ["LoftQ", { init_lora_weights: "loftq" }, /"init_lora_weights": "loftq" changes the base model/],
    [
      "activated LoRA",
      { alora_invocation_tokens: [1, 2] },
      /"alora_invocation_tokens": activated LoRA is not supported/,
    ],
    ["trained biases", { bias: "all" }, /"bias": trained biases are not supported/],
    ["rank patterns", { rank_pattern: { up_proj: 2 } }, /"rank_pattern": rank patterns are not supported/],
    ["another rank than its tensors", { r: 5 }, /layer 0 up: a has shape \[32, 4\], expected \[32, 5\]/],
  ])("%s", async (_, patch, message) => {
    await patchConfig(patch);
    expect(await problem()).toMatch(message);
  });

  test("one that PEFT initialised with no change to the base model can be used", async () => {
    const expected = await loadAdapter(directory, config);
    for (const init_lora_weights of [true, false, null, "gaussian", "eva", "orthogonal"]) {
      await patchConfig({ init_lora_weights, alora_invocation_tokens: null });
      expect(await loadAdapter(directory, config)).toEqual(expected);
    }
  });

  test("rank-stabilised scaling is taken into account", async () => {
    await patchConfig({ use_rslora: true, lora_alpha: 6 });
    expect((await loadAdapter(directory, config)).scale).toBe(3);
  });

  test("a file that is missing, or a tensor that is", async () => {
    const file = join(directory, "adapter_model.safetensors");
    const tensors = await readSafetensors(file);
    const name = "base_model.model.model.layers.1.mlp.up_proj.lora_B.weight";
    const { [name]: dropped, ...rest } = tensors;
    await writeSafetensors(file, rest);
    expect(await problem()).toMatch(/model.layers.1.mlp.up_proj has only one of lora_A and lora_B/);
    await writeSafetensors(file, { ...tensors, "base_model.model.model.layers.7.mlp.up_proj.lora_B.weight": dropped! });
    expect(await problem()).toMatch(
      /layers.7.mlp.up_proj.lora_B.weight belongs to no projection of this model \(llama, 3 layers\)/,
    );
    await rm(file);
    expect(await problem()).toMatch(/^DIR\/adapter_model.safetensors: /);
    await rm(join(directory, "adapter_config.json"));
    expect(await problem()).toBe("DIR: is no adapter: it has no adapter_config.json");
  });
});
