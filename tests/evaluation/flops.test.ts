import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { closedFormula, generationFlops, methodFlops, passFlops, stepFlops } from "../../src/evaluation/costs/flops.js";
import { countFlops, gradients, input, linear, matmul, mul, sum, tokenLoss, mean } from "../../src/graph/index.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { initialWeights } from "../../src/lm/initialize.js";
import { ffnProjections } from "../../src/lm/weights.js";
import { kindOf, type SavedMethodName } from "../../src/methods/kinds.js";
import { dimensions, paperSettings } from "../../src/methods/lora-gen/settings.js";
import { loraGen } from "../../src/methods/lora-gen/method.js";
import { lora } from "../../src/methods/lora/lora.js";
import { Random } from "../../src/tensor/random.js";
import { golden } from "../golden.js";

const config = (name: string): DecoderConfig =>
  parseConfig(JSON.parse(readFileSync(golden(`architectures/${name}/config.json`), "utf8")), name);

describe("operations counted from a graph", () => {
  test.each(["llama", "qwen2", "gemma", "opt"])("of a pass of %s are those of the closed formula", (name) => {
    for (const tokens of [1, 7, 50])
      expect(passFlops(config(name), tokens, "all").products).toBe(closedFormula(config(name), tokens));
  });

  test("with the logits of the last token alone are fewer, by the head and by most of the last layer", () => {
    const c = config("llama");
    const head = 2 * c.width * c.vocabularySize;
    const saved = passFlops(c, 10, "all").products - passFlops(c, 10).products;
    expect(saved).toBeGreaterThan(9 * head);
    expect(saved).toBeLessThan(9 * head + closedFormula(c, 10) / c.layers);
  });

  test("of gradients are two products more for each product of two trained factors", () => {
    const [x, w] = [input("x", ["n", 3]), input("w", [5, 3])];
    const loss = sum(mul(linear(x, w), linear(x, w)), [0, 1]);
    // Both factors are one node each: 2 · n · 3 · 5 forward, and as much for each of dx and dw.
    const { products } = countFlops([loss, ...gradients(loss, [x, w])], { n: 4 });
    expect(products).toBe(6 * (2 * 4 * 3 * 5));
  });

  test("need the size of every named dim", () => {
    expect(() => countFlops([matmul(input("a", ["n", 2]), input("b", [2, 2]))], {})).toThrow(
      'the size of "n" is needed',
    );
  });

  test("are one for each number that is made, where no product is", () => {
    const loss = mean(tokenLoss(input("logits", ["n", 7]), input("targets", ["n"], "i64")), [0]);
    expect(countFlops([loss], { n: 3 })).toMatchObject({ products: 0 });
  });
});

/** Qwen2-1.5B and Llama-3-8B: the paper names no models here, but its figures are these to four digits. */
const qwen = parseConfig(
  {
    model_type: "qwen2", vocab_size: 151936, hidden_size: 1536, intermediate_size: 8960, num_hidden_layers: 28,
    num_attention_heads: 12, num_key_value_heads: 2, max_position_embeddings: 2048, rms_norm_eps: 1e-6,
    rope_theta: 1e6, tie_word_embeddings: true, hidden_act: "silu",
  },
  "qwen2-1.5b",
); // prettier-ignore
const llama = parseConfig(
  {
    model_type: "llama", vocab_size: 128256, hidden_size: 4096, intermediate_size: 14336, num_hidden_layers: 32,
    num_attention_heads: 32, num_key_value_heads: 8, max_position_embeddings: 2048, rms_norm_eps: 1e-5,
    rope_theta: 5e5, tie_word_embeddings: false, hidden_act: "silu",
  },
  "llama-3-8b",
); // prettier-ignore

describe("the paper's table of operations (multiply-adds), 100 tokens of input and 200 of instruction", () => {
  const macs = (products: number): number => products / 2;
  test("inference with the instruction in context, and without it", () => {
    expect(macs(passFlops(qwen, 300, "all").products) / 4.708e11).toBeCloseTo(1, 3);
    expect(macs(passFlops(qwen, 100, "all").products) / 1.552e11).toBeCloseTo(1, 3);
  });

  test("reading the instruction once, by the cloud model, costs more than reading it with one request", () => {
    const d = dimensions(paperSettings(qwen), llama, qwen);
    const once = generationFlops(d, 200).products;
    const saved = passFlops(qwen, 300).products - passFlops(qwen, 100).products;
    expect(once / saved).toBeGreaterThan(4);
    expect(once / saved).toBeLessThan(8);
  });
});

describe("a training step", () => {
  const edge = config("llama");
  const weights = initialWeights(edge, new Random("flops"));
  const sizes = { prompts: 1, promptTokens: 40, requests: 2, tokens: 20, targets: 5 };

  test("of a LoRA costs the forward pass, and less than twice as much for its gradients", () => {
    const method = lora({ rank: 2, alpha: 2, targets: ffnProjections(edge) }, edge, weights);
    const forward = 2 * passFlops(edge, 20).products;
    const { products } = stepFlops(method, sizes);
    expect(products).toBeGreaterThan(1.5 * forward);
    expect(products).toBeLessThan(3.5 * forward);
  });

  test("of LoRA-Gen costs more by the cloud model's pass over the prompt and back", () => {
    const settings = { ...paperSettings(edge), experts: 4, rank: 2, cloudRank: 2 };
    const d = dimensions(settings, edge, edge);
    const plain = stepFlops(lora({ rank: 2, alpha: 2, targets: ffnProjections(edge) }, edge, weights), sizes).products;
    const generated = stepFlops(loraGen(d, { cloud: weights, edge: weights }, 0.01), sizes).products;
    expect(generated - plain).toBeGreaterThan(closedFormula(edge, sizes.promptTokens) * 0.9);
  });
});

describe("a method with a graph of its own", () => {
  const edge = config("llama");
  const weights = initialWeights(edge, new Random("flops"));
  const base = { config: edge, weights };
  const sizes = { prompt: 40, request: 20, answer: 5 };
  const made = (name: SavedMethodName, settings = {}) =>
    kindOf(name).make(settings, { edge: base, cloud: base }).method;

  test.each<SavedMethodName>(["lora-moe", "mix-lora"])(
    "%s reads no prompt, and costs more than the edge model",
    (name) => {
      const { request, once, training } = methodFlops(made(name, { experts: 4, rank: 2 }), sizes);
      const bare = passFlops(edge, sizes.request).total;
      expect(once).toBeLessThan(bare / 100);
      expect(request).toBeGreaterThan(bare);
      expect(training).toBeGreaterThan(2 * request);
    },
  );

  test("direct generation reads the prompt once, whatever the request", () => {
    const direct = made("direct", { rank: 2, cloudRank: 2 });
    const { request, once } = methodFlops(direct, sizes);
    expect(methodFlops(direct, { ...sizes, request: 30 }).once).toBe(once);
    expect(methodFlops(direct, { ...sizes, prompt: 80 }).request).toBe(request);
    expect(once).toBeGreaterThan(closedFormula(edge, sizes.prompt) * 0.5);
    expect(request).toBeGreaterThan(passFlops(edge, sizes.request).products);
  });

  test("an AutoCompressor reads its summary vectors with each request", () => {
    const c = made("auto-compressor", { summaryTokens: 4, segments: 2, rank: 2 });
    const { request, once } = methodFlops(c, sizes);
    expect(request).toBeGreaterThan(passFlops(edge, sizes.request + 8).products);
    expect(methodFlops(c, { ...sizes, prompt: 80 }).once).toBeGreaterThan(1.5 * once);
  });
});
