/** @file Weights of a decoder before its first step. */

import { InputError } from "../errors.js";
import { elementCount, f32, type TensorMap } from "../tensor/host-tensor.js";
import type { Random } from "../tensor/random.js";
import type { DecoderConfig } from "./config.js";
import { weightShapes } from "./weights.js";

/** Projections whose output is added to the residual stream. */
const writesResidual = /(o_proj|out_proj|down_proj|fc2)\.(weight|bias)$/;

/**
 * Normal weights of standard deviation 0.02, those that write into the residual stream divided by √(2 · layers)
 * (Radford et al., 2019); norms at their neutral value, biases at 0.
 */
export function initialWeights(c: DecoderConfig, random: Random): TensorMap {
  return Object.fromEntries(
    Object.entries(weightShapes(c)).map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (shape.length === 1) data.fill(name.endsWith(".weight") && c.architecture !== "gemma" ? 1 : 0);
      else {
        const deviation = writesResidual.test(name) ? 0.02 / Math.sqrt(2 * c.layers) : 0.02;
        for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
      }
      return [name, f32(shape, data)];
    }),
  );
}

/**
 * Which of `from` layers stands behind layer `layer` of `to`: copies are evenly spread, behind the layers they are of
 * (block expansion, Wu et al., 2024). `copy`: it is one, whose output must be made 0.
 */
export function deepenedFrom(layer: number, from: number, to: number): { source: number; copy: boolean } {
  const sourceOf = (at: number): number => Math.floor((at * from) / to);
  return { source: sourceOf(layer), copy: layer > 0 && sourceOf(layer) === sourceOf(layer - 1) };
}

/**
 * Weights of a deeper model that computes what `weights` compute: new layers are copies (`deepenedFrom`) with the
 * projections that write into the residual stream at 0. Everything but the number of layers must be the same (and the
 * longest sequence, where positions are no weights).
 */
export function deepen(weights: TensorMap, from: DecoderConfig, to: DecoderConfig): TensorMap {
  if (to.layers < from.layers) throw new InputError(`can't make ${to.layers} layers from ${from.layers}`);
  const rest = (c: DecoderConfig): string => JSON.stringify({ ...c, layers: 0, ...(c.rope ? { positions: 0 } : {}) });
  if (rest(from) !== rest(to))
    throw new InputError("only a model that differs in nothing but its number of layers can be deepened");
  return Object.fromEntries(
    Object.entries(weightShapes(to)).map(([name, shape]) => {
      const layer = Number(/layers\.(\d+)\./.exec(name)?.[1] ?? -1);
      if (layer < 0) return [name, f32(shape, (weights[name]!.data as Float32Array).slice())];
      const { source, copy } = deepenedFrom(layer, from.layers, to.layers);
      const { data } = weights[name.replace(`layers.${layer}.`, `layers.${source}.`)]!;
      const silent = copy && writesResidual.test(name);
      return [name, f32(shape, silent ? new Float32Array(data.length) : (data as Float32Array).slice())];
    }),
  );
}
