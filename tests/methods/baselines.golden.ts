/** @file A method's loss and gradients held against PyTorch's, on the tiny Llama of the golden cases. */

import { expect } from "vitest";
import { kindOf, type SavedMethodName } from "../../src/methods/kinds.js";
import { requestInputs } from "../../src/methods/method.js";
import { compileTraining } from "../../src/training/objective.js";
import { elementCount, f32, type HostTensor, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import { configOf } from "../adapter/adapters.js";
import { readGolden } from "../golden.js";

export const edge = configOf("llama");
export const edgeBase = async () => ({
  config: edge,
  weights: await readGolden("architectures/llama/model.safetensors"),
});

/** Tensors of a golden file whose names begin with `prefix`, without it. */
export const withPrefix = (tensors: TensorMap, prefix: string): TensorMap =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, t]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), t]] : [])),
  );

/** The requests of a golden case. */
export const requestFeeds = ({ ids, read_at, targets, weights }: TensorMap): TensorMap => ({
  ids: ids!,
  read_at: read_at!,
  targets: targets!,
  weights: weights!,
});

/** Runs the case of a method: losses to 1e-4, every gradient to a thousandth. */
export async function checkGolden(
  name: SavedMethodName,
  settings: object,
  { prompts = [], cloud }: { prompts?: number[][]; cloud?: Awaited<ReturnType<typeof edgeBase>> } = {},
): Promise<void> {
  const golden = await readGolden(`${name}/case.safetensors`);
  const parameters = withPrefix(golden, "parameter ");
  const { method } = kindOf(name).make(settings, { edge: await edgeBase(), ...(cloud ? { cloud } : {}) });
  expect(Object.keys(method.parameters).sort()).toEqual(Object.keys(parameters).sort());
  const graph = method.build(requestInputs(), { dropout: 0 });
  const scalars = Object.entries(graph.outputs).filter(([, t]) => t.shape.length === 0);
  const { program, gradientsOf } = await compileTraining(
    graph.loss,
    graph.parameters,
    { lm: graph.lm, ...Object.fromEntries(scalars) },
    method.frozen,
  );
  const results = await program.run({ ...parameters, ...requestFeeds(golden), ...method.promptFeeds(prompts) });
  for (const figure of ["loss", "lm", ...scalars.map(([key]) => key)])
    if (golden[figure]) expect(Number(results[figure]!.data[0]), figure).toBeCloseTo(Number(golden[figure].data[0]), 4);
  const expected = withPrefix(golden, "gradient ");
  const found = gradientsOf(results);
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, gradient] of Object.entries(found)) {
    const size = Math.max(1e-4, ...(expected[key]!.data as Float32Array).map(Math.abs));
    expect(gradient, key).toBeAllclose(expected[key]!.data, { atol: 1e-3 * size, rtol: 1e-3 });
  }
  await program.dispose();
}

const random = new Random("baselines");

/** Parameters away from where training starts, where half of the gradients are 0. */
export const drawn = (shapes: Readonly<Record<string, readonly number[]>>): TensorMap =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      f32(
        shape,
        Array.from({ length: elementCount(shape) }, () => 0.25 * random.normal()),
      ),
    ]),
  );

/** A tensor filled anew, of the same shape. */
export const filled = (t: HostTensor, value: (i: number) => number): HostTensor => ({
  ...t,
  data: Float32Array.from({ length: t.data.length }, (_, i) => value(i)),
});
