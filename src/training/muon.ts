/**
 * @file Muon (Jordan et al., 2024): a matrix is moved by its momentum with all singular values brought near 1. Equal to
 * `torch.optim.Muon` with `adjust_lr_fn="match_rms_adamw"`, so that AdamW's learning rate and decay fit (Liu et al., 2025).
 */

import { add, div, input, matmul, mul, sqrt, sum, type Tensor } from "../graph/index.js";
import { sameShape } from "../graph/dims.js";
import { compile } from "../runtime/node.js";
import type { Program } from "../runtime/program.js";
import { f32, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";

export interface MuonSettings {
  /** Share of the old momentum in the new one; the step looks ahead by it (Nesterov). */
  momentum: number;
  weightDecay: number;
}

/** Coefficients of the quintic, and how often it is applied: those of the reference. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;
const epsilon = 1e-7;

/**
 * Elements of a stack at most, but for a parameter that has more. A GPU needs many matrices in one operation to be busy, and
 * a graph of few operations is made faster; memory for what lies between them grows with it.
 */
const largestStack = 2 ** 22;

/** Matrices of one shape, one behind the other, that are orthogonalised together. */
interface Stack {
  /** Momentum that looks ahead: [matrices, m, n]. */
  ahead: HostTensor<"f32">;
  /** Where each parameter's part of it begins. */
  members: { name: string; from: number }[];
}

export class Muon {
  private constructor(
    private readonly parameters: TensorMap,
    /** Momentum by parameter. */
    readonly momentum: Record<string, Float32Array>,
    private readonly settings: MuonSettings,
    private readonly stacks: readonly Stack[],
    private readonly program: Program | undefined,
  ) {}

  /** For matrices [m, n], and stacks of them [..., m, n]; all are orthogonalised in one graph run. */
  static async create(parameters: TensorMap, settings: MuonSettings): Promise<Muon> {
    const entries = Object.entries(parameters);
    const momentum = Object.fromEntries(entries.map(([name, { data }]) => [name, new Float32Array(data.length)]));
    const stacks = stacksOf(parameters);
    const updates = stacks.map(
      ({ ahead: { shape } }, i) => [`${i}`, orthogonalise(input(`ahead ${i}`, shape))] as const,
    );
    const program = stacks.length > 0 ? await compile(Object.fromEntries(updates)) : undefined;
    return new Muon(parameters, momentum, settings, stacks, program);
  }

  /** One step in place; every gradient is multiplied by `scale` first. */
  async update(gradients: Readonly<Record<string, Float32Array>>, learningRate: number, scale = 1): Promise<void> {
    if (!this.program) return;
    const { momentum, weightDecay } = this.settings;
    for (const { ahead, members } of this.stacks)
      for (const { name, from } of members)
        lookAhead(gradients[name]!, this.momentum[name]!, ahead.data.subarray(from), momentum, scale);
    const feeds = Object.fromEntries(this.stacks.map(({ ahead }, i) => [`ahead ${i}`, ahead]));
    const updates = await this.program.run(feeds);
    for (const [number, { ahead, members }] of this.stacks.entries()) {
      const update = updates[`${number}`]!.data as Float32Array;
      const rate = learningRate * 0.2 * Math.sqrt(Math.max(...ahead.shape.slice(-2)));
      const keep = 1 - learningRate * weightDecay;
      for (const { name, from } of members) {
        const [p, u] = [this.parameters[name]!.data as Float32Array, update.subarray(from)];
        for (let i = 0; i < p.length; i++) p[i] = p[i]! * keep - rate * u[i]!;
      }
    }
  }

  async dispose(): Promise<void> {
    await this.program?.dispose();
  }
}

/** Moves the momentum `m` by the gradient, and writes what the next gradient alike would make of it. */
function lookAhead(g: Float32Array, m: Float32Array, ahead: Float32Array, momentum: number, scale: number): void {
  for (let i = 0; i < m.length; i++) {
    const gi = g[i]! * scale;
    const mi = (m[i] = momentum * m[i]! + (1 - momentum) * gi);
    ahead[i] = momentum * mi + (1 - momentum) * gi;
  }
}

function stacksOf(parameters: TensorMap): Stack[] {
  const stacks: { shape: readonly number[]; members: Stack["members"]; elements: number }[] = [];
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    const last = shape.slice(-2);
    let stack = stacks.find((s) => sameShape(s.shape, last) && s.elements + data.length <= largestStack);
    if (!stack) stacks.push((stack = { shape: last, members: [], elements: 0 }));
    stack.members.push({ name, from: stack.elements });
    stack.elements += data.length;
  }
  return stacks.map(({ shape, members, elements }) => {
    const [m, n] = shape as [number, number];
    return { members, ahead: f32([elements / (m * n), m, n], new Float32Array(elements)) };
  });
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
