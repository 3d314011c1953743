import { beforeAll, describe, expect, test } from "vitest";
import { merge } from "../../src/adapter/merge.js";
import { input } from "../../src/graph/index.js";
import { initialLora, lora, loraAdapter, loraParameters, type LoraSettings } from "../../src/methods/lora/lora.js";
import { requestInputs } from "../../src/methods/method.js";
import { compile } from "../../src/runtime/node.js";
import { f32, i64, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { configOf } from "../adapter/adapters.js";
import { readGolden } from "../golden.js";
import { checkDerivative } from "./derivative.js";

const edge = configOf("llama");
const settings: LoraSettings = { rank: 3, alpha: 6, targets: ["q", "up", "down"] };
const random = new Random("lora");
const ids = (rows: number, columns: number, below = 90) =>
  i64(
    [rows, columns],
    Array.from({ length: rows * columns }, () => 3 + random.below(below)),
  );
const batch: TensorMap = {
  ids: ids(3, 8),
  read_at: i64([3, 4], [2, 3, 4, 7, 0, 1, 2, 0, 3, 6, 5, 4]),
  targets: ids(3, 4),
  weights: f32([3, 4], [1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1]),
};
const seedOf = (value: number): HostTensor => ({ dtype: "i32", shape: [1], data: Int32Array.of(value) });

describe("one LoRA for all prompts", () => {
  let weights: TensorMap;
  beforeAll(async () => {
    weights = await readGolden("architectures/llama/model.safetensors");
  });
  /** Parameters away from where training starts, where half of the gradients are 0. */
  const moved = (): TensorMap =>
    Object.fromEntries(
      Object.entries(initialLora(settings, edge, random)).map(([name, t]) => [
        name,
        { ...t, data: (t.data as Float32Array).map(() => 0.2 * random.normal()) },
      ]),
    );

  async function lossOf(parameters: TensorMap, frozen: TensorMap = weights): Promise<number> {
    const method = lora(settings, edge, frozen);
    const program = await compile({ lm: method.build(requestInputs(), { dropout: 0 }).lm }, { weights: method.frozen });
    const results = await program.run({ ...parameters, ...batch });
    await program.dispose();
    return Number(results["lm"]!.data[0]);
  }

  test("starts from the bare edge model", async () => {
    const first = initialLora(settings, edge, random);
    // Another A changes nothing while B is 0.
    expect(await lossOf(first)).toBeCloseTo(await lossOf(initialLora(settings, edge, random)), 6);
    const none = Object.fromEntries(
      Object.entries(first).map(([name, t]) => [name, { ...t, data: new Float32Array(t.data.length) }]),
    );
    expect(await lossOf(first)).toBeCloseTo(await lossOf(none), 6);
  });

  test.each([0, 0.3])("the gradient of every parameter is the slope of the loss (dropout %d)", async (dropout) => {
    const method = lora(settings, edge, weights);
    const graph = method.build(requestInputs(), { dropout, seed: input("seed", [1], "i32") });
    expect(Object.keys(graph.parameters).sort()).toEqual(Object.keys(method.parameters).sort());
    const feeds = dropout > 0 ? { ...batch, seed: seedOf(4) } : batch;
    await checkDerivative(graph.loss, graph.parameters, method.frozen, moved(), feeds);
  });

  test("its adapter, merged, gives the loss it was trained to", async () => {
    const parameters = moved();
    const adapter = loraAdapter(settings, edge, parameters);
    expect(adapter.scale).toBe(2);
    const none = Object.fromEntries(
      Object.entries(parameters).map(([name, t]) => [name, { ...t, data: new Float32Array(t.data.length) }]),
    );
    const merged = { ...weights, ...(await merge(edge, weights, adapter)) };
    expect(await lossOf(none, merged)).toBeCloseTo(await lossOf(parameters), 4);
    expect(Math.abs((await lossOf(none)) - (await lossOf(parameters)))).toBeGreaterThan(0.01);
  });

  test("is gone on from by an adapter of the same settings, and refuses one of others", () => {
    const parameters = moved();
    const adapter = loraAdapter(settings, edge, parameters);
    expect(loraParameters(settings, adapter)).toEqual(parameters);
    const from = (changes: Partial<LoraSettings>) => () => loraParameters({ ...settings, ...changes }, adapter);
    expect(from({ rank: 2 })).toThrow("its rank is 3, the recipe's 2; make them the same");
    expect(from({ alpha: 3 })).toThrow("its scale (alpha / rank) is 2, the recipe's 1");
    expect(from({ targets: ["q", "up"] })).toThrow("its list of targets in layer 0 is down, q, up, the recipe's q, up");
    const bare = { ...adapter, layers: [adapter.layers[0]!, {}] };
    expect(() => loraParameters(settings, bare)).toThrow(
      "its list of targets in layer 1 is none, the recipe's down, q, up",
    );
  });
});
