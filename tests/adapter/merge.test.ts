import { describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter/adapter.js";
import { merge } from "../../src/adapter/merge.js";
import { ShapeError } from "../../src/errors.js";
import { input, matmul, mul } from "../../src/graph/index.js";
import { decode, embed, logits } from "../../src/lm/decoder.js";
import { ffnProjections, projectionWidths, Weights } from "../../src/lm/weights.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { readGolden } from "../golden.js";
import { configOf as loraGenConfig } from "../methods/lora-gen.golden.js";
import { configOf, randomAdapter } from "./adapters.js";

/** The slice [prompt 0, layer] of a golden factor, [prompts, layers, rows, columns]. */
function factor(t: HostTensor, layer: number): HostTensor<"f32"> {
  const [rows, columns] = t.shape.slice(2) as [number, number];
  return f32([rows, columns], (t.data as Float32Array).slice(layer * rows * columns, (layer + 1) * rows * columns));
}

describe("merging", () => {
  test("gives the merged weights of the PyTorch reference", async () => {
    const config = loraGenConfig("edge");
    const expected = await readGolden("lora-gen/eval.safetensors");
    const projections = ["gate", "up", "down"] as const;
    const adapter: Adapter = {
      layers: Array.from({ length: config.layers }, (_, i) =>
        Object.fromEntries(
          projections.map((p) => [
            p,
            { a: factor(expected[`lora_${p}_a`]!, i), b: factor(expected[`lora_${p}_b`]!, i) },
          ]),
        ),
      ),
      rank: 3,
      scale: 1,
    };
    const merged = await merge(config, await readGolden("lora-gen/edge/model.safetensors"), adapter);
    expect(Object.keys(merged)).toHaveLength(9);
    for (let i = 0; i < config.layers; i++)
      for (const p of projections)
        expect(merged[`model.layers.${i}.mlp.${p}_proj.weight`]).toBeAllclose(expected[`merged.${i}.${p}_proj`], {
          atol: 1e-5,
        });
  });

  test.each(["llama", "opt"])("a merged adapter changes nothing but speed (%s)", async (name) => {
    const config = configOf(name);
    const model = await readGolden(`architectures/${name}/model.safetensors`);
    const adapter = randomAdapter(config, ["q", "v", ...ffnProjections(config)]);
    const ids = i64(
      [2, 9],
      Array.from({ length: 18 }, (_, i) => 3 + ((i * 37) % 90)),
    );

    const run = async (bound: TensorMap, attached: boolean): Promise<HostTensor> => {
      const weights = new Weights();
      const { hidden } = decode(config, weights, embed(config, weights, input("ids", ["rows", "tokens"], "i64")), {
        adapt: (layer, projection, x) => {
          if (!attached || !adapter.layers[layer]![projection]) return undefined;
          const { in: fanIn, out } = projectionWidths(config, projection);
          const place = `${layer} ${projection}`;
          const [a, b] = [input(`${place} a`, [fanIn, adapter.rank]), input(`${place} b`, [adapter.rank, out])];
          return mul(matmul(matmul(x, a), b), adapter.scale);
        },
      });
      const factors = adapter.layers.flatMap((projections, i) =>
        Object.entries(projections).flatMap(([p, { a, b }]) => [
          [`${i} ${p} a`, a],
          [`${i} ${p} b`, b],
        ]),
      );
      const program = await compile({ logits: logits(config, weights, hidden) }, { weights: bound });
      const results = await program.run({ ids, ...(attached ? (Object.fromEntries(factors) as TensorMap) : {}) });
      await program.dispose();
      return results["logits"]!;
    };
    const bare = await run(model, false);
    const attached = await run(model, true);
    const merged = await run({ ...model, ...(await merge(config, model, adapter)) }, false);
    expect(merged).toBeAllclose(attached, { atol: 1e-4 });
    expect(merged).not.toBeAllclose(bare, { atol: 0.1 });
  });

  test("an adapter that does not fit is refused by name", async () => {
    const config = configOf("llama");
    const model = await readGolden("architectures/llama/model.safetensors");
    const wrong = randomAdapter({ ...config, ffnWidth: 40 }, ["up"]);
    await expect(merge(config, model, wrong)).rejects.toThrow(
      new ShapeError("layer 0 up: b has shape [4, 40], expected [4, 48]"),
    );
    const shallow = randomAdapter({ ...config, layers: 2 }, ["up"]);
    await expect(merge(config, model, shallow)).rejects.toThrow(
      new ShapeError("the adapter has 2 layers, the model 3"),
    );
  });
});
