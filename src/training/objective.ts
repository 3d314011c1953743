/** @file What the trainer needs to know of a thing it trains. */

import { InputError } from "../errors.js";
import type { Tensor } from "../graph/index.js";
import { gradients } from "../graph/index.js";
import { compile } from "../runtime/node.js";
import { namedDevice } from "../runtime/node-device.js";
import type { Program } from "../runtime/program.js";
import { i64, type HostTensor, type TensorMap } from "../tensor/host-tensor.js";

export interface Objective {
  /** Trained tensors (f32), updated in place between runs. */
  readonly parameters: TensorMap;
  /** Tensors that training changes without a gradient (running statistics), kept in checkpoints. */
  readonly buffers: TensorMap;
  /** Whether weight decay applies to a parameter. */
  decays(name: string): boolean;
  /** Shape [..., m, n] by which a parameter is matrices between hidden layers; undefined for an embedding, a head or a gain. */
  matrices(name: string): readonly number[] | undefined;
  /** Whether a parameter is a table of embeddings; none is if left out. */
  embeddings?(name: string): boolean;
  /** Batch `number` (from 0), the same in every run of the recipe. */
  batch(number: number): TensorMap;
  run(batch: TensorMap): Promise<StepResult>;
  /** Figures on the validation set; `loss` is what the best checkpoint is chosen by. */
  validate(): Promise<{ loss: number } & Record<string, number>>;
  /** Writes what a user loads (a model or generator directory) from the present parameters. */
  save(directory: string): Promise<void>;
  dispose(): Promise<void>;
}

/** Name by which a batch says how many tokens it has, besides what its program is fed: padding may look like a token. */
export const tokenCount = "token count";

export const countOf = (sequences: readonly { length: number }[]): HostTensor =>
  i64([], [sequences.reduce((sum, { length }) => sum + length, 0)]);

export interface StepResult {
  loss: number;
  /** Of prompts and requests; padding is not counted. */
  tokens: number;
  /** By parameter name. */
  gradients: Record<string, Float32Array>;
  /** Further figures for the log. */
  metrics: Record<string, number>;
}

/**
 * Bytes of weights from which on they are not packed for training: forwards and backwards, each product would have its own
 * copy, and saves about a twentieth of a step by it.
 */
const large = 2 ** 28;

const totalBytes = (tensors: TensorMap): number =>
  Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);

const gradientName = (name: string): string => `gradient ${name}`;

/** A program that gives, besides `outputs`, the gradient of the loss for each of `parameters` (graph inputs by name). */
export async function compileTraining(
  loss: Tensor,
  parameters: Readonly<Record<string, Tensor>>,
  outputs: Readonly<Record<string, Tensor>>,
  weights: TensorMap,
): Promise<{ program: Program; gradientsOf(results: TensorMap): Record<string, Float32Array> }> {
  if (namedDevice() === "webgpu")
    throw new InputError("LORA_GEN_DEVICE=webgpu can't train: its kernel of RMS norm keeps nothing for the gradient");
  const names = Object.keys(parameters);
  const found = gradients(loss, Object.values(parameters));
  const program = await compile(
    { loss, ...outputs, ...Object.fromEntries(names.map((name, i) => [gradientName(name), found[i]!])) },
    { weights, planned: false, prepack: totalBytes(weights) < large },
  );
  const gradientsOf = (results: TensorMap): Record<string, Float32Array> =>
    Object.fromEntries(names.map((name) => [name, results[gradientName(name)]!.data as Float32Array]));
  return { program, gradientsOf };
}

/** The one number of a scalar result. */
export const value = (tensor: HostTensor | undefined): number => Number(tensor!.data[0]);
