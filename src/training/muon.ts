/**
 * @file Muon (Jordan et al., 2024): a matrix is moved by its momentum with all singular values brought near 1. Equal to
 * `torch.optim.Muon` with `adjust_lr_fn="match_rms_adamw"`, so that AdamW's learning rate and decay fit (Liu et al., 2025).
 */

import { add, div, input, matmul, mul, sqrt, sum, type Tensor } from "../graph/index.js";
import { compile } from "../runtime/node.js";
import type { Program } from "../runtime/program.js";
import { f32, type TensorMap } from "../tensor/host-tensor.js";

export interface MuonSettings {
  /** Share of the old momentum in the new one; the step looks ahead by it (Nesterov). */
  momentum: number;
  weightDecay: number;
}

/** Coefficients of the quintic, and how often it is applied: those of the reference. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;
const epsilon = 1e-7;

const updateOf = (name: string): string => `update ${name}`;

export class Muon {
  private constructor(
    private readonly parameters: TensorMap,
    /** Momentum by parameter. */
    readonly momentum: Record<string, Float32Array>,
    private readonly settings: MuonSettings,
    private readonly program: Program | undefined,
  ) {}

  /** For matrices [m, n], and stacks of them [..., m, n]; all are orthogonalised in one graph run. */
  static async create(parameters: TensorMap, settings: MuonSettings): Promise<Muon> {
    const entries = Object.entries(parameters);
    const momentum = Object.fromEntries(entries.map(([name, { data }]) => [name, new Float32Array(data.length)]));
    const updates = entries.map(([name, { shape }]) => [updateOf(name), orthogonalise(input(name, shape))] as const);
    const program = entries.length > 0 ? await compile(Object.fromEntries(updates)) : undefined;
    return new Muon(parameters, momentum, settings, program);
  }

  /** One step in place; every gradient is multiplied by `scale` first. */
  async update(gradients: Readonly<Record<string, Float32Array>>, learningRate: number, scale = 1): Promise<void> {
    if (!this.program) return;
    const { momentum, weightDecay } = this.settings;
    const ahead: TensorMap = {};
    for (const [name, { shape }] of Object.entries(this.parameters)) {
      const [g, m] = [gradients[name]!, this.momentum[name]!];
      const look = new Float32Array(m.length);
      for (let i = 0; i < m.length; i++) {
        const gi = g[i]! * scale;
        const mi = (m[i] = momentum * m[i]! + (1 - momentum) * gi);
        look[i] = momentum * mi + (1 - momentum) * gi;
      }
      ahead[name] = f32(shape, look);
    }
    const updates = await this.program.run(ahead);
    for (const [name, { data, shape }] of Object.entries(this.parameters)) {
      const [p, update] = [data as Float32Array, updates[updateOf(name)]!.data as Float32Array];
      const rate = learningRate * 0.2 * Math.sqrt(Math.max(...shape.slice(-2)));
      const keep = 1 - learningRate * weightDecay;
      for (let i = 0; i < p.length; i++) p[i] = p[i]! * keep - rate * update[i]!;
    }
  }

  async dispose(): Promise<void> {
    await this.program?.dispose();
  }
}

/** Newton–Schulz: x [..., m, n] → about U Vᵀ of its singular value decomposition U S Vᵀ, each matrix by itself. */
function orthogonalise(x: Tensor): Tensor {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  let y = div(x, add(sqrt(sum(mul(x, x), [-2, -1], true)), epsilon));
  for (let i = 0; i < iterations; i++) {
    // (a + b S + c S²) from the side that has the smaller Gram matrix S.
    const wide = rows <= columns;
    const s = matmul(y, y, wide ? { transposeB: true } : { transposeA: true });
    const polynomial = add(mul(s, b), matmul(s, s, { scale: c }));
    y = add(mul(y, a), wide ? matmul(polynomial, y) : matmul(y, polynomial));
  }
  return y;
}
