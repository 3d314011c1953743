import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadWeights } from "../../src/lm/checkpoint.js";
import type { Adapter } from "../../src/adapter/adapter.js";
import { attachedFactors, attachment } from "../../src/adapter/attached.js";
import { saveMergedGguf } from "../../src/adapter/gguf.js";
import { merge } from "../../src/adapter/merge.js";
import { LanguageModel } from "../../src/lm/language-model.js";
import { ffnProjections, projectionWeights, type Projection } from "../../src/lm/weights.js";
import type { DecoderConfig } from "../../src/lm/config.js";
import { randomAdapter } from "./adapters.js";

/** What rounding does to the logits of the shipped edge model, as a share of their length. */
const errors = { 8: 0.12, w8a8: 0.2, 4: 0.6 };

const path = fileURLToPath(new URL("../../checkpoints/nano/edge", import.meta.url));
const projections = (c: DecoderConfig): Projection[] => ffnProjections(c);
// Much larger, it makes more of rounding in 4 bits than these errors have room for.
const adapterOf = (c: DecoderConfig): Adapter => randomAdapter(c, projections(c), 4, 0.7);
const ids = [5, 60, 700, 800, 90, 1000, 11, 12, 1300, 140];
let exact: LanguageModel;
let adapted: Float32Array;
beforeAll(async () => {
  exact = await LanguageModel.load(path, { thread: "main" });
  adapted = await mergedLogits(path);
});
afterAll(() => exact.dispose());

test("the adapter of these tests changes much more than rounding does", async () => {
  expect(distance(await exact.lastLogits(ids), adapted)).toBeGreaterThan(errors[4]);
});

test("an attached adapter gives the logits of the merged one", async () => {
  expect(await attachedLogits({})).toBeAllclose(adapted, { atol: 1e-4 });
});

test.each([8, "w8a8", 4] as const)("weights of bits %s give the logits of 32 within their error", async (bits) => {
  const packed = await LanguageModel.load(path, { thread: "main", bits });
  const error = distance(await packed.lastLogits(ids), await exact.lastLogits(ids));
  expect(error).toBeLessThan(errors[bits]);
  expect(error).toBeGreaterThan(0);
  await packed.dispose();
});

test.each([8, "w8a8", 4] as const)(
  "an adapter beside weights of bits %s gives the merged logits within their error",
  async (bits) => {
    expect(distance(await attachedLogits({ bits }), adapted)).toBeLessThan(errors[bits]);
  },
);

test("activations that are not rounded are nearer to the stored numbers", async () => {
  // 8 bits round weights by far less than activations.
  const [rounded, kept] = [
    await attachedLogits({ bits: 8 }),
    await attachedLogits({ bits: 8, roundActivations: false }),
  ];
  expect(distance(kept, adapted)).toBeLessThan(distance(rounded, adapted));
});

test.each(["q4_0", "q8_0"] as const)("a GGUF file of %s is computed with as it is stored", async (dtype) => {
  const { root, file } = await ggufOf(dtype);
  // As f32 it has the same numbers.
  const [stored, plain] = [
    await LanguageModel.load(file, { thread: "main", bits: "stored", roundActivations: false }),
    await LanguageModel.load(file, { thread: "main" }),
  ];
  expect(distance(await stored.lastLogits(ids), await plain.lastLogits(ids))).toBeLessThan(1e-5);
  for (const model of [stored, plain]) await model.dispose();
  await rm(root, { recursive: true });
});

test.each(["q4_0", "q8_0"] as const)(
  "an adapter beside stored %s gives the logits of the merged one",
  async (dtype) => {
    const { root, file } = await ggufOf(dtype);
    const attached = await attachedLogits({ bits: "stored", roundActivations: false }, file);
    expect(distance(attached, await mergedLogits(file))).toBeLessThan(1e-4);
    await rm(root, { recursive: true });
  },
);

async function ggufOf(dtype: "q4_0" | "q8_0"): Promise<{ root: string; file: string }> {
  const root = await mkdtemp(join(tmpdir(), "lora-gen-stored-"));
  const file = join(root, "model.gguf");
  await saveMergedGguf(file, path, { name: "stored", dtype });
  return { root, file };
}

async function mergedLogits(model: string): Promise<Float32Array> {
  const base = await LanguageModel.load(model, { thread: "main", variable: projectionWeights });
  const { weights } = await loadWeights(model);
  const merged = await base.withWeights(await merge(base.config, weights, adapterOf(base.config)));
  const logits = await merged.lastLogits(ids);
  await base.dispose();
  return logits;
}

async function attachedLogits(
  options: { bits?: 8 | "w8a8" | 4 | "stored"; roundActivations?: boolean },
  source = path,
): Promise<Float32Array> {
  const model = await LanguageModel.load(source, {
    thread: "main",
    attach: (c) => attachment(c, projections(c)),
    ...options,
  });
  const factors = attachedFactors(model.config, projections(model.config), adapterOf(model.config));
  const specialist = await model.withWeights(factors);
  const logits = await specialist.lastLogits(ids);
  await model.dispose();
  return logits;
}

/** ‖a − b‖ / ‖b‖ */
function distance(a: Float32Array, b: Float32Array): number {
  const squares = (values: Float32Array): number => values.reduce((total, v) => total + v * v, 0);
  return Math.sqrt(squares(a.map((v, i) => v - b[i]!)) / squares(b));
}
