import { describe, expect, test } from "vitest";
import { f32 } from "../../src/tensor/host-tensor.js";
import { AdamW, globalNorm } from "../../src/training/adamw.js";

const settings = { beta1: 0.9, beta2: 0.99, epsilon: 0, weightDecay: 0, decays: () => true };

describe("AdamW", () => {
  test("takes a first step of the learning rate against the gradient's sign, whatever its size", () => {
    const w = f32([3], [1, 1, 1]);
    new AdamW({ w }, settings).update({ w: Float32Array.of(1e-3, -20, 3) }, 0.01, 1);
    expect(w).toBeAllclose(f32([3], [0.99, 1.01, 0.99]));
  });

  test("follows its equations over several steps", () => {
    const w = f32([1], [2]);
    const optimizer = new AdamW({ w }, { ...settings, epsilon: 1e-3, weightDecay: 0.1 });
    let [p, m, v] = [2, 0, 0];
    for (let step = 1; step <= 20; step++) {
      const g = Math.sin(step);
      optimizer.update({ w: Float32Array.of(g) }, 0.05, step);
      m = 0.9 * m + 0.1 * g;
      v = 0.99 * v + 0.01 * g * g;
      p -= 0.05 * 0.1 * p + (0.05 * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.99 ** step)) + 1e-3);
    }
    expect(w.data[0]).toBeCloseTo(p, 5);
  });

  test("decays only the parameters it may", () => {
    const parameters = { matrix: f32([2], [4, -4]), "norm.weight": f32([2], [4, -4]) };
    const optimizer = new AdamW(parameters, {
      ...settings,
      epsilon: 1e-8,
      weightDecay: 0.5,
      decays: (name) => name === "matrix",
    });
    const none = new Float32Array(2);
    optimizer.update({ matrix: none, "norm.weight": none }, 0.1, 1);
    expect(parameters.matrix).toBeAllclose(f32([2], [3.8, -3.8]));
    expect(parameters["norm.weight"]).toBeAllclose(f32([2], [4, -4]), { atol: 0 });
  });

  test("multiplies the gradient by a scale first", () => {
    const [a, b] = [f32([2], [1, 2]), f32([2], [1, 2])];
    const soft = { ...settings, epsilon: 1 };
    new AdamW({ w: a }, soft).update({ w: Float32Array.of(3, -1) }, 0.1, 1, 0.25);
    new AdamW({ w: b }, soft).update({ w: Float32Array.of(0.75, -0.25) }, 0.1, 1);
    expect(a).toBeAllclose(b, { atol: 1e-7 });
  });

  test("the global norm is that of all gradients together", () => {
    expect(globalNorm({ a: Float32Array.of(2, 3), b: Float32Array.of(6) })).toBeCloseTo(7, 12);
  });
});
