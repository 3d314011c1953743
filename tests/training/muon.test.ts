import { describe, expect, test } from "vitest";
import { f32, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Muon } from "../../src/training/muon.js";
import { createOptimizer } from "../../src/training/optimizer.js";
import { readGolden } from "../golden.js";
import { fakeObjective } from "./fake-objective.js";

const names = ["wide", "tall", "square"];

describe("Muon", () => {
  test("takes the steps that PyTorch takes", async () => {
    const golden = await readGolden("muon/steps.safetensors");
    const parameters: TensorMap = Object.fromEntries(names.map((name) => [name, golden[`start/${name}`]!]));
    const muon = await Muon.create(parameters, { momentum: 0.9, weightDecay: 0.1 });
    for (const step of [1, 2, 3]) {
      const gradients = names.map((name) => [name, golden[`gradient ${step}/${name}`]!.data as Float32Array]);
      await muon.update(Object.fromEntries(gradients) as Record<string, Float32Array>, 0.02);
      for (const name of names)
        expect(parameters[name]).toBeAllclose(golden[`after ${step}/${name}`], { atol: 2e-6, rtol: 1e-5 });
    }
    await muon.dispose();
  });

  test("takes a stack of matrices one by one", async () => {
    const golden = await readGolden("muon/steps.safetensors");
    const { shape } = golden["start/wide"]!;
    const stack = (name: string): TensorMap[string] => {
      const data = golden[name]!.data as Float32Array;
      return f32([2, ...shape], [...data, ...data.map((v) => -v)]);
    };
    const parameters = { stack: stack("start/wide") };
    const muon = await Muon.create(parameters, { momentum: 0.9, weightDecay: 0.1 });
    for (const step of [1, 2, 3]) {
      await muon.update({ stack: stack(`gradient ${step}/wide`).data as Float32Array }, 0.02);
      expect(parameters.stack).toBeAllclose(stack(`after ${step}/wide`), { atol: 2e-6, rtol: 1e-5 });
    }
    await muon.dispose();
  });

  test("stays where it is when there is no gradient", async () => {
    const w = f32([2, 3], [1, 2, 3, 4, 5, 6]);
    const muon = await Muon.create({ w }, { momentum: 0.9, weightDecay: 0 });
    await muon.update({ w: new Float32Array(6) }, 0.1);
    expect(w).toBeAllclose(f32([2, 3], [1, 2, 3, 4, 5, 6]), { atol: 0 });
    await muon.dispose();
  });

  test("takes hidden matrices only, and leaves the rest to AdamW", async () => {
    const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, momentum: 0.9 };
    const parameters = { matrix: f32([2, 2], [0, 0, 0, 0]), embedding: f32([2, 2], [0, 0, 0, 0]) };
    const objective = {
      ...fakeObjective(),
      parameters,
      matrices: (name: string) => (name === "matrix" ? [2, 2] : undefined),
    };
    const optimizer = await createOptimizer(objective, { ...settings, optimizer: "muon" });
    expect(Object.keys(optimizer.moments.m).sort()).toEqual(["embedding", "matrix"]);
    expect(Object.keys(optimizer.moments.v)).toEqual(["embedding"]);
    const g = Float32Array.of(3, 0, 0, 0);
    await optimizer.update({ matrix: g, embedding: g }, 0.1, 1, 1);
    expect(parameters.embedding).toBeAllclose(f32([2, 2], [-0.1, 0, 0, 0]), { atol: 1e-6 });
    // A first singular value of 1 is brought to between 0.7 and 1.2, and the RMS is AdamW's 0.2 · √2.
    expect(-parameters.matrix.data[0]! / (0.1 * 0.2 * Math.SQRT2)).toBeGreaterThan(0.65);
    expect(-parameters.matrix.data[0]! / (0.1 * 0.2 * Math.SQRT2)).toBeLessThan(1.25);
    await optimizer.dispose();
  });
});

test("embeddings have a rate, and with it a decay, of their own", async () => {
  const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.5, embeddingLearningRate: 0.1 };
  const parameters = { embedding: f32([2], [1, 1]), other: f32([2], [1, 1]) };
  const objective = {
    ...fakeObjective(),
    parameters,
    decays: () => true,
    embeddings: (name: string) => name === "embedding",
  };
  const optimizer = await createOptimizer(objective, settings);
  const g = Float32Array.of(3, 0);
  await optimizer.update({ embedding: g, other: g }, 0.1, 1, 1);
  expect(parameters.other).toBeAllclose(f32([2], [0.95 - 0.1, 0.95]), { atol: 1e-6 });
  expect(parameters.embedding).toBeAllclose(f32([2], [0.995 - 0.01, 0.995]), { atol: 1e-6 });
  await optimizer.dispose();
});
