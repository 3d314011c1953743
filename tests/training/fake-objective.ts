/** @file An objective without a model: a point that is drawn to samples, so that a whole run takes milliseconds. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { f32, type TensorMap } from "../../src/tensor/host-tensor.js";
import { Random } from "../../src/tensor/random.js";
import type { Objective, StepResult } from "../../src/training/objective.js";
import type { TrainerSettings } from "../../src/training/trainer.js";

export interface FakeOptions {
  /** Samples a batch. */
  batch?: number;
  /** Changes what a run gives, by the number of its batch. */
  spoil?(result: StepResult, number: number): void;
  /** Loss of each validation in turn; by default the distance from the samples' mean. */
  validation?: number[];
}

const width = 3;
/** Sample `index` of the data. */
const sample = (index: number): number[] => {
  const random = new Random(`sample ${index}`);
  return Array.from({ length: width }, (_, i) => i + random.normal());
};

/** Loss ½ · mean |point + offset − sample|², so both parameters have the same gradient; `runs` counts as running statistics do. */
export function fakeObjective({ batch = 2, spoil, validation }: FakeOptions = {}): Objective {
  const parameters: TensorMap = { point: f32([width], [5, -3, 0.1]), offset: f32([width], [0, 0, 0]) };
  const buffers: TensorMap = { runs: f32([1], [0]) };
  const losses = validation && [...validation];
  const [point, offset, runs] = [parameters["point"]!, parameters["offset"]!, buffers["runs"]!].map(
    (t) => t.data as Float32Array,
  ) as [Float32Array, Float32Array, Float32Array];
  const at = (i: number): number => point[i]! + offset[i]!;
  return {
    parameters,
    buffers,
    decays: (name) => name === "point",
    matrices: () => undefined,
    batch: (number) => {
      const samples = Array.from({ length: batch }, (_, i) => sample(number * batch + i));
      return { samples: f32([batch, width], samples.flat()), number: f32([1], [number]) };
    },
    async run(feeds) {
      const samples = feeds["samples"]!.data as Float32Array;
      const gradient = Float32Array.from({ length: width }, (_, i) => at(i));
      let loss = 0;
      samples.forEach((v, i) => {
        gradient[i % width]! -= v / batch;
        loss += (at(i % width) - v) ** 2 / 2 / batch;
      });
      runs[0]!++;
      const result = {
        loss,
        tokens: batch,
        gradients: { point: gradient, offset: gradient.slice() },
        metrics: { runs: runs[0]! },
      };
      spoil?.(result, Number(feeds["number"]!.data[0]));
      return result;
    },
    validate: async () => ({ loss: losses?.shift() ?? Math.hypot(at(0), at(1) - 1, at(2) - 2), seen: runs[0]! }),
    async save(directory) {
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, "point.json"), JSON.stringify([...point]));
    },
    dispose: async () => {},
  };
}

export const savedPoint = async (directory: string): Promise<number[]> =>
  JSON.parse(await readFile(join(directory, "point.json"), "utf8")) as number[];

export const fakeSettings = (output: string, changes: Partial<TrainerSettings> = {}): TrainerSettings => ({
  output,
  recipe: "fake",
  steps: 12,
  learningRate: 0.1,
  warmupSteps: 3,
  decay: "cosine",
  decaySteps: 5,
  finalLearningRate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1,
  accumulate: 1,
  validateEvery: 4,
  checkpointEvery: 5,
  keep: 2,
  ...changes,
});
