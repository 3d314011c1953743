/** @file Reparameterisation: W̃ = W + scale · (A B)ᵀ (the paper's section 3.3), for weights in PyTorch's [out, in] layout. */

import { add, input, matmul, mul } from "../graph/index.js";
import type { DecoderConfig } from "../lm/config.js";
import { projectionName } from "../lm/weights.js";
import type { Compile, Program } from "../runtime/program.js";
import { f32, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";
import { checkFits, updates, type Adapter, type LowRank } from "./adapter.js";

const programs = new WeakMap<Compile, Promise<Program>>();

/** One program of a runtime for every shape: its dims are names. */
function mergeProgram(compile: Compile): Promise<Program> {
  let program = programs.get(compile);
  if (program) return program;
  const product = matmul(input("b", ["rank", "out"]), input("a", ["in", "rank"]), {
    transposeA: true,
    transposeB: true,
  });
  program = compile({ merged: add(input("weight", ["out", "in"]), mul(product, input("scale", []))) });
  programs.set(compile, program);
  return program;
}

/** One weight [out, in] with its update merged. */
export async function mergeWeightBy(
  compile: Compile,
  weight: HostTensor<"f32">,
  { a, b }: LowRank,
  scale: number,
): Promise<HostTensor<"f32">> {
  const { run } = await mergeProgram(compile);
  const { merged } = await run({ weight, a, b, scale: f32([], [scale]) });
  return merged as HostTensor<"f32">;
}

/** The adapted weights of a model, by weight name: only those that the adapter changes. Throws a `ShapeError` if it does not fit. */
export async function mergeBy(
  compile: Compile,
  config: DecoderConfig,
  weights: TensorMap,
  adapter: Adapter,
): Promise<TensorMap> {
  checkFits(adapter, config);
  const merged: TensorMap = {};
  for (const { layer, projection, update } of updates(adapter)) {
    const name = `${projectionName(config, layer, projection)}.weight`;
    merged[name] = await mergeWeightBy(compile, weights[name] as HostTensor<"f32">, update, adapter.scale);
  }
  return merged;
}
