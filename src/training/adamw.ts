/** @file AdamW (Loshchilov and Hutter, 2019), equal to `torch.optim.AdamW`. */

import type { TensorMap } from "../tensor/host-tensor.js";

export interface AdamWSettings {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Whether weight decay applies to a parameter. */
  decays(name: string): boolean;
  /** A parameter's share of the learning rate; 1 if left out. */
  rateOf?(name: string): number;
}

/** First and second moment of each parameter's gradient, by name; Muon keeps no second one. */
export interface Moments {
  m: Record<string, Float32Array>;
  v: Record<string, Float32Array>;
}

export class AdamW {
  readonly moments: Moments = { m: {}, v: {} };

  constructor(
    private readonly parameters: TensorMap,
    private readonly settings: AdamWSettings,
  ) {
    for (const [name, { data }] of Object.entries(parameters)) {
      this.moments.m[name] = new Float32Array(data.length);
      this.moments.v[name] = new Float32Array(data.length);
    }
  }

  /** One step in place; `step` counts from 1, every gradient is multiplied by `scale` first. */
  update(gradients: Readonly<Record<string, Float32Array>>, learningRate: number, step: number, scale = 1): void {
    const { beta1, beta2, epsilon, weightDecay, decays, rateOf } = this.settings;
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** step);
    for (const [name, { data }] of Object.entries(this.parameters)) {
      const p = data as Float32Array;
      const g = gradients[name]!;
      const m = this.moments.m[name]!;
      const v = this.moments.v[name]!;
      const own = learningRate * (rateOf?.(name) ?? 1);
      const rate = own / (1 - beta1 ** step);
      const keep = decays(name) ? 1 - own * weightDecay : 1;
      for (let i = 0; i < p.length; i++) {
        const gi = g[i]! * scale;
        const mi = (m[i] = beta1 * m[i]! + (1 - beta1) * gi);
        const vi = (v[i] = beta2 * v[i]! + (1 - beta2) * gi * gi);
        p[i] = p[i]! * keep - (rate * mi) / (Math.sqrt(vi) * rootCorrection + epsilon);
      }
    }
  }
}

/** √ of the sum of all squares: what gradient clipping compares with. */
export function globalNorm(gradients: Readonly<Record<string, Float32Array>>): number {
  let sum = 0;
  for (const g of Object.values(gradients)) sum += squares(g);
  return Math.sqrt(sum);
}

/** In four sums, since each addition waits for the one before it. */
function squares(g: Float32Array): number {
  let [a, b, c, d, i] = [0, 0, 0, 0, 0];
  for (; i + 3 < g.length; i += 4) {
    a += g[i]! * g[i]!;
    b += g[i + 1]! * g[i + 1]!;
    c += g[i + 2]! * g[i + 2]!;
    d += g[i + 3]! * g[i + 3]!;
  }
  for (; i < g.length; i++) a += g[i]! * g[i]!;
  return a + b + (c + d);
}
