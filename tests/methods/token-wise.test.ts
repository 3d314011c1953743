import { describe, expect, test } from "vitest";
import { input } from "../../src/graph/index.js";
import { LoraGenError } from "../../src/errors.js";
import { kindOf } from "../../src/methods/kinds.js";
import { lora } from "../../src/methods/lora/lora.js";
import { requestInputs } from "../../src/methods/method.js";
import { compile } from "../../src/runtime/node.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { configOf } from "../adapter/adapters.js";
import { readGolden } from "../golden.js";
import { checkDerivative } from "./derivative.js";
import { checkGolden, drawn, edgeBase, filled, requestFeeds } from "./baselines.golden.js";

const random = new Random("token-wise");
const names = ["lora-moe", "mix-lora"] as const;

test("LoRAMoE equals its PyTorch reference: loss and every gradient", () =>
  checkGolden("lora-moe", { experts: 3, rank: 2, alpha: 5 }));

test("MixLoRA equals its PyTorch reference: losses and every gradient", () =>
  checkGolden("mix-lora", { experts: 4, topK: 2, rank: 2, alpha: 5, balance: 0.3 }));

describe.each(names)("%s", (name) => {
  test("starts from the bare edge model", async () => {
    const { method, initial } = kindOf(name).make({ rank: 2 }, { edge: await edgeBase() });
    const program = await compile({ lm: method.build(requestInputs(), { dropout: 0 }).lm }, { weights: method.frozen });
    const feeds = requestFeeds(await readGolden(`${name}/case.safetensors`));
    const first = initial(random);
    const lm = async (parameters: typeof first) =>
      Number((await program.run({ ...parameters, ...feeds }))["lm"]!.data[0]);
    const bare = Object.fromEntries(
      Object.entries(first).map(([key, t]) => [key, key.startsWith("router") ? t : filled(t, () => 0)]),
    );
    expect(await lm(first)).toBeCloseTo(await lm(bare), 5);
    expect(Math.abs((await lm(drawn(method.parameters))) - (await lm(bare)))).toBeGreaterThan(0.01);
    await program.dispose();
  });

  test("the gradient of every parameter is the slope of the loss under dropout", async () => {
    // All experts kept: where another expert is kept the loss jumps, and no slope tells of that.
    const settings = { experts: 3, rank: 2, alpha: 2, ...(name === "mix-lora" ? { topK: 3 } : {}) };
    const { method } = kindOf(name).make(settings, { edge: await edgeBase() });
    const graph = method.build(requestInputs(), { dropout: 0.2, seed: input("seed", [1], "i32") });
    const seed = { dtype: "i32" as const, shape: [1], data: Int32Array.of(3) };
    const feeds = { ...requestFeeds(await readGolden(`${name}/case.safetensors`)), seed };
    await checkDerivative(graph.loss, graph.parameters, method.frozen, drawn(method.parameters), feeds);
  });

  test("with experts that are all the same it is plain LoRA, on a model without gate and with biases too", async () => {
    const opt = { config: configOf("opt"), weights: await readGolden("architectures/opt/model.safetensors") };
    const targets = name === "mix-lora" ? (["q", "v", "up", "down"] as const) : (["up", "down"] as const);
    const plain = lora({ rank: 2, alpha: 6, targets }, opt.config, opt.weights);
    const { method } = kindOf(name).make({ experts: 3, rank: 2, alpha: 6, targets: [...targets] }, { edge: opt });
    const factors = drawn(plain.parameters);
    const same = Object.fromEntries(
      Object.entries(drawn(method.parameters)).map(([key, t]) => {
        const one = factors[key.replace("experts", "lora")];
        return [key, one ? filled(t, (i) => Number(one.data[i % one.data.length])) : t];
      }),
    );
    const feeds = requestFeeds(await readGolden(`${name}/case.safetensors`));
    const lm = async (m: typeof plain, parameters: TensorMap): Promise<number> => {
      const program = await compile({ lm: m.build(requestInputs(), { dropout: 0 }).lm }, { weights: m.frozen });
      const results = await program.run({ ...parameters, ...feeds });
      await program.dispose();
      return Number(results["lm"]!.data[0]);
    };
    expect(await lm(method, same)).toBeCloseTo(await lm(plain, factors), 4);
    expect(Math.abs((await lm(method, drawn(method.parameters))) - (await lm(plain, factors)))).toBeGreaterThan(0.01);
  });
});

test("settings that do not fit the model are refused by name", async () => {
  const edge = await edgeBase();
  const opt = { ...edge, config: configOf("opt") };
  expect(() => kindOf("lora-moe").make({ targets: ["q"] }, { edge })).toThrow(
    "targets: q can't be adapted by this method; it takes gate, up, down",
  );
  expect(() => kindOf("lora-moe").make({ targets: ["gate"] }, { edge: opt })).toThrow(LoraGenError);
  expect(() => kindOf("mix-lora").make({ targets: ["q", "v"] }, { edge })).toThrow(
    "targets: name at least one of gate, up, down, where the experts are",
  );
});
