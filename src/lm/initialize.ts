/** @file Weights of a decoder before its first step. */

import { elementCount, f32, type TensorMap } from "../tensor/host-tensor.js";
import type { Random } from "../tensor/random.js";
import type { DecoderConfig } from "./config.js";
import { weightShapes } from "./weights.js";

/**
 * Normal weights of standard deviation 0.02, those that write into the residual stream divided by √(2 · layers)
 * (Radford et al., 2019); norms at their neutral value, biases at 0.
 */
export function initialWeights(c: DecoderConfig, random: Random): TensorMap {
  const residual = /(o_proj|out_proj|down_proj|fc2)\.weight$/;
  return Object.fromEntries(
    Object.entries(weightShapes(c)).map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (shape.length === 1) data.fill(name.endsWith(".weight") && c.architecture !== "gemma" ? 1 : 0);
      else {
        const deviation = residual.test(name) ? 0.02 / Math.sqrt(2 * c.layers) : 0.02;
        for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
      }
      return [name, f32(shape, data)];
    }),
  );
}
