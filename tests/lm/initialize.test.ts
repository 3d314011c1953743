import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { input } from "../../src/graph/index.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { decode, embed, logits } from "../../src/lm/decoder.js";
import { deepen, initialWeights } from "../../src/lm/initialize.js";
import { Weights, weightShapes } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { i64, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { golden, readGolden } from "../golden.js";

const configOf = (name: string) =>
  parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);

async function logitsOf(config: DecoderConfig, bound: TensorMap): Promise<HostTensor> {
  const weights = new Weights();
  const { hidden } = decode(config, weights, embed(config, weights, input("ids", [1, "tokens"], "i64")));
  const program = await compile({ out: logits(config, weights, hidden) }, { weights: bound });
  const { out } = await program.run({ ids: i64([1, 8], [5, 17, 90, 3, 44, 8, 8, 61]) });
  await program.dispose();
  return out!;
}

describe("initial weights", () => {
  test.each(["llama", "llama3", "qwen2", "gemma", "opt"])(
    "of %s: every weight, norms neutral, residual writers smaller",
    (name) => {
      const config = configOf(name);
      const weights = initialWeights(config, new Random(1));
      expect(Object.keys(weights)).toEqual(Object.keys(weightShapes(config)));
      const deviation = (t: HostTensor): number =>
        Math.sqrt((t.data as Float32Array).reduce((s, v) => s + v * v, 0) / t.data.length);
      for (const [key, t] of Object.entries(weights)) {
        if (key.endsWith("bias")) expect(deviation(t), key).toBe(0);
        else if (t.shape.length === 1)
          expect(new Set(t.data as Float32Array), key).toEqual(new Set([name === "gemma" ? 0 : 1]));
        else {
          const expected = /(o_proj|out_proj|down_proj|fc2)/.test(key) ? 0.02 / Math.sqrt(2 * config.layers) : 0.02;
          expect(deviation(t) / expected, key).toBeGreaterThan(0.85);
          expect(deviation(t) / expected, key).toBeLessThan(1.15);
        }
      }
      expect(initialWeights(config, new Random(1))).toEqual(weights);
    },
  );
});

describe("a deepened model", () => {
  test.each(["llama", "llama3", "qwen2", "gemma", "opt"])("%s computes what the shallow one does", async (name) => {
    const config = configOf(name);
    const shallow = await readGolden(`architectures/${name}/model.safetensors`);
    const before = await logitsOf(config, shallow);
    for (const layers of [config.layers + 1, 2 * config.layers, 2 * config.layers + 1]) {
      const deep = { ...config, layers };
      expect(await logitsOf(deep, deepen(shallow, config, deep))).toBeAllclose(before, { atol: 1e-5 });
    }
  });

  test("shares no memory with the shallow one, as it is trained in place", async () => {
    const config = configOf("llama");
    const shallow = await readGolden("architectures/llama/model.safetensors");
    for (const t of Object.values(deepen(shallow, config, { ...config, layers: 6 }))) (t.data as Float32Array).fill(7);
    expect(shallow).toEqual(await readGolden("architectures/llama/model.safetensors"));
  });

  test("must have as many layers or more, and be alike in all else", async () => {
    const config = configOf("opt");
    const weights = await readGolden("architectures/opt/model.safetensors");
    expect(() => deepen(weights, config, { ...config, layers: 1 })).toThrow(
      new InputError("can't make 1 layers from 2"),
    );
    expect(() => deepen(weights, config, { ...config, layers: 4, ffnWidth: 99 })).toThrow(
      /differs in nothing but its number of layers/,
    );
    // Learned positions are weights.
    expect(() => deepen(weights, config, { ...config, layers: 4, positions: 512 })).toThrow(InputError);
  });
});
