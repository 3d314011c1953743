/** @file Tables of rotary positions. */

import type { HostTensor } from "../tensor/host-tensor.js";
import { f32 } from "../tensor/host-tensor.js";
import type { DecoderConfig, RopeScaling } from "./config.js";

/** cos and sin of position · frequency for `positions` positions, each [positions, head width / 2]. */
export function ropeTables(
  { rope, headWidth }: DecoderConfig,
  positions: number,
): { cos: HostTensor<"f32">; sin: HostTensor<"f32"> } {
  const half = headWidth / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(scale(rope!.theta ** (-i / half), rope!.scaling));
    for (let p = 0; p < positions; p++) {
      cos[p * half + i] = Math.cos(p * frequency);
      sin[p * half + i] = Math.sin(p * frequency);
    }
  }
  return { cos: f32([positions, half], cos), sin: f32([positions, half], sin) };
}

/** What Llama 3's scaling divides each frequency by, [head width / 2]; undefined for a model without it. */
export function llama3Factors({ rope, headWidth }: DecoderConfig): Float32Array | undefined {
  if (rope?.scaling?.kind !== "llama3") return undefined;
  return Float32Array.from({ length: headWidth / 2 }, (_, i) => {
    const frequency = rope.theta ** ((-2 * i) / headWidth);
    return frequency / scale(frequency, rope.scaling);
  });
}

/** Scaled frequency, as `_compute_llama3_parameters` and `_compute_linear_scaling_rope_parameters` of transformers do it. */
function scale(frequency: number, scaling: RopeScaling | undefined): number {
  if (!scaling) return frequency;
  if (scaling.kind === "linear") return frequency / scaling.factor;
  const { factor, lowFrequency, highFrequency, originalPositions } = scaling;
  const turns = (originalPositions * frequency) / (2 * Math.PI);
  const smooth = Math.min(1, Math.max(0, (turns - lowFrequency) / (highFrequency - lowFrequency)));
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}
