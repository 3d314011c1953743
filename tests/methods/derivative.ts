/** @file Gradients of a whole training graph against differences of its loss. */

import { expect } from "vitest";
import { gradients as gradientsOf, type Tensor } from "../../src/graph/index.js";
import { compile } from "../../src/runtime/node.js";
import type { TensorMap } from "../../src/tensor/host-tensor.js";

/** Length of the longer step along a gradient: far enough for a float32 loss, near enough for a curved one. */
const step = 0.002;

/**
 * Walks along the gradients of the parameters of one kind (those whose names differ in a layer's number), and holds what
 * the loss gains against the gradients' lengths: to 2%, above a floor of what float32 tells apart.
 */
export async function checkDerivative(
  loss: Tensor,
  parameters: Readonly<Record<string, Tensor>>,
  frozen: TensorMap,
  values: TensorMap,
  feeds: TensorMap,
): Promise<void> {
  const found = gradientsOf(loss, Object.values(parameters));
  const outputs = Object.fromEntries(Object.keys(parameters).map((name, i) => [`gradient of ${name}`, found[i]!]));
  const program = await compile({ loss, ...outputs }, { weights: frozen });
  const { loss: _, ...gradients } = await program.run({ ...values, ...feeds });
  const kindOf = (name: string): string => name.replace(/\.\d+\./, ".#.");
  for (const kind of new Set(Object.keys(parameters).map(kindOf))) {
    const names = Object.keys(parameters).filter((name) => kindOf(name) === kind);
    const lengths = names.map((name) => Math.hypot(...(gradients[`gradient of ${name}`]!.data as Float32Array)));
    const lossAt = async (by: number): Promise<number> => {
      const moved = names.map((name, p) => {
        const gradient = gradients[`gradient of ${name}`]!.data as Float32Array;
        const data = (values[name]!.data as Float32Array).map((v, i) => v + (by * gradient[i]!) / (lengths[p]! || 1));
        return [name, { ...values[name]!, data }] as const;
      });
      const results = await program.run({ ...values, ...feeds, ...Object.fromEntries(moved) }, { wanted: ["loss"] });
      return Number(results["loss"]!.data[0]);
    };
    const slope = async (h: number): Promise<number> => ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
    // Richardson's extrapolation takes the curve out that a step of this length still sees.
    const climbed = (4 * (await slope(step / 2)) - (await slope(step))) / 3;
    const length = lengths.reduce((a, b) => a + b);
    expect(Math.abs(climbed - length), `${kind}: slope ${climbed}, gradients ${length}`).toBeLessThan(
      1e-3 + 0.02 * length,
    );
  }
  await program.dispose();
}
