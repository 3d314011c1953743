import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { crossEntropy, gradients, input } from "../../src/graph/index.js";
import { parseConfig } from "../../src/lm/config.js";
import { decode, embed, logits } from "../../src/lm/decoder.js";
import { Weights, weightShapes } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64, type HostTensor } from "../../src/tensor/host-tensor.js";
import { golden, readGolden } from "../golden.js";

describe.each(["llama", "llama3", "qwen2", "gemma", "opt"])("%s", (name) => {
  const config = parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);
  const weights = new Weights();
  const { hidden } = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")));
  const out = logits(config, weights, hidden);
  const loss = crossEntropy(out, input("targets", ["rows", "tokens"], "i64"), input("weights", ["rows", "tokens"]));

  /** The golden ids, each token's target the next one. */
  async function batch() {
    const expected = await readGolden(`architectures/${name}/expected.safetensors`);
    const ids = expected["input_ids"] as HostTensor<"i64">;
    const tokens = ids.shape[1]!;
    const isLast = (i: number): boolean => (i + 1) % tokens === 0;
    const next = Array.from(ids.data, (_, i) => (isLast(i) ? 0 : Number(ids.data[i + 1])));
    const counts = Array.from(ids.data, (_, i) => (isLast(i) ? 0 : 1));
    return { expected, feeds: { ids, targets: i64(ids.shape, next), weights: f32(ids.shape, counts) } };
  }

  test("has the logits and the loss of Hugging Face", async () => {
    const { expected, feeds } = await batch();
    const bound = await readGolden(`architectures/${name}/model.safetensors`);
    const program = await compile({ logits: out, loss }, { weights: bound });
    const result = await program.run(feeds);
    expect(result["logits"]).toBeAllclose(expected["logits"], { atol: 1e-4 });
    expect(result["loss"]!.data[0]).toBeCloseTo(Number(expected["loss"]!.data[0]), 4);
    await program.dispose();
  });

  test("has every weight of Hugging Face, and the gradient of PyTorch for it", async () => {
    const { feeds } = await batch();
    const expected = await readGolden(`architectures/${name}/gradients.safetensors`);
    const model = await readGolden(`architectures/${name}/model.safetensors`);
    const inputs = Object.fromEntries(weights.entries);
    expect(Object.keys(inputs).sort()).toEqual(Object.keys(expected).sort());
    expect(Object.keys(weightShapes(config)).sort()).toEqual(Object.keys(expected).sort());

    const found = gradients(loss, Object.values(inputs));
    const names = Object.keys(inputs);
    const program = await compile(Object.fromEntries(names.map((n, i) => [`gradient of ${n}`, found[i]!])));
    const result = await program.run({ ...model, ...feeds });
    for (const n of names) {
      // A key's bias moves all scores of a query alike, so its gradient is nothing but rounding, hence the floor.
      const largest = Math.max(1e-4, ...(expected[n]!.data as Float32Array).map(Math.abs));
      expect(result[`gradient of ${n}`], n).toBeAllclose(expected[n], { atol: 1e-3 * largest });
    }
    await program.dispose();
  });
});
