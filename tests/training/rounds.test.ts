import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TrainingError } from "../../src/errors.js";
import { f32 } from "../../src/tensor/host-tensor.js";
import { createOptimizer } from "../../src/training/optimizer.js";
import { inTurn, outerStep, type RoundSettings, type RunShares } from "../../src/training/rounds.js";
import { train, type TrainerSettings } from "../../src/training/trainer.js";
import { readLog } from "./log.js";
import { fakeObjective, fakeSettings, type FakeOptions } from "./fake-objective.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-rounds-"));
});
afterEach(() => rm(root, { recursive: true }));

const rounds = (changes: Partial<RoundSettings> = {}): RoundSettings => ({
  workers: 2,
  innerSteps: 4,
  outerLearningRate: 0.7,
  outerMomentum: 0.9,
  ...changes,
});

/** The point after a run, and the log but for its clock. */
async function run(name: string, settings: Partial<TrainerSettings>, options: FakeOptions = {}, hooks = {}) {
  const objective = fakeObjective(options);
  const output = join(root, name);
  await train(objective, fakeSettings(output, settings), hooks);
  return { point: objective.parameters["point"]!, objective, lines: await readLog(output) };
}

test("an outer step is a step of PyTorch's SGD with Nesterov's momentum along what the workers changed", () => {
  const state = { parameters: { p: f32([2], [1, 2]) }, buffers: { b: f32([1], [0]) }, moments: { m: {}, v: {} } };
  const momentum = { p: f32([2], [0, 0]) };
  const results = [
    { "parameter/p": f32([2], [0, 3]), "buffer/b": f32([1], [1]) },
    { "parameter/p": f32([2], [1, 2]), "buffer/b": f32([1], [4]) },
  ];
  // torch.optim.SGD([p], lr=0.7, momentum=0.9, nesterov=True) with the gradients [0.5, -0.5], then the same again.
  outerStep(state, momentum, results, rounds());
  expect(state.parameters.p).toBeAllclose([0.335, 2.665], { atol: 1e-6 });
  expect(state.buffers.b).toBeAllclose([2.5], { atol: 0 });
  const again = results.map((r) => ({
    ...r,
    "parameter/p": f32(
      [2],
      Array.from(state.parameters.p.data, (p, i) => p - [0.5, -0.5][i]!),
    ),
  }));
  outerStep(state, momentum, again, rounds());
  expect(state.parameters.p).toBeAllclose([0.335 - 0.7 * (0.5 + 0.9 * 0.95), 2.665 + 0.7 * (0.5 + 0.9 * 0.95)], {
    atol: 1e-6,
  });
});

test("one worker, with a rate of 1 and no momentum, trains as if there were no rounds", async () => {
  const plain = await run("plain", {});
  const inRounds = await run("rounds", { rounds: rounds({ workers: 1, outerLearningRate: 1, outerMomentum: 0 }) });
  expect(inRounds.point).toBeAllclose(plain.point, { atol: 1e-6 });
});

test("workers share the batches out: none is seen twice, none left out", async () => {
  const seen: number[] = [];
  await run("shared", { steps: 8, rounds: rounds() }, { spoil: (_, number) => seen.push(number) });
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i));
});

test("a run that was stopped between two rounds goes on exactly", async () => {
  const settings = { steps: 20, rounds: rounds(), validateEvery: 8, checkpointEvery: 4 };
  const whole = await run("whole", settings);
  const stop = new AbortController();
  await run("halves", settings, {}, { signal: stop.signal, onStep: () => stop.abort() });
  const resumed = await run("halves", settings, {}, { resume: true });
  expect(resumed.lines).toEqual(whole.lines);
  expect(resumed.point.data).toEqual(whole.point.data);
});

test("a worker that is lost costs its own share of that round, and all of them the run", async () => {
  const objective = fakeObjective();
  const settings = fakeSettings(join(root, "lost"), { steps: 4, rounds: rounds() });
  const optimizer = await createOptimizer(objective, settings);
  const all = inTurn(objective, optimizer, settings);
  const losing =
    (lost: number[]): RunShares =>
    async (shares, tensors) =>
      (await all(shares, tensors)).map((result, i) => (lost.includes(i) ? undefined : result));
  await train(objective, settings, { runShares: losing([1]) });
  // The first worker's batches alone: even ones.
  const alone = await run("alone", { steps: 4, rounds: rounds() }, {}, { runShares: undefined });
  expect(objective.parameters["point"]!.data).not.toEqual(alone.point.data);
  expect((await readLog(join(root, "lost")))[0]).toMatchObject({ step: 4, workers: 1 });
  const none = { ...settings, output: join(root, "none") };
  await expect(train(objective, none, { runShares: losing([0, 1]) })).rejects.toThrow(TrainingError);
});

test("two workers come nearer than one in as many steps of each", async () => {
  const settings = { steps: 60, validateEvery: 60, learningRate: 0.2, finalLearningRate: 1, weightDecay: 0 };
  const outer = { outerLearningRate: 1, outerMomentum: 0 };
  const losses = await Promise.all(
    [1, 4].map(async (workers) => {
      const { lines } = await run(`${workers}`, { ...settings, rounds: rounds({ workers, ...outer }) }, { batch: 1 });
      return lines.at(-1)!["validation.loss"]!;
    }),
  );
  expect(losses[1]).toBeLessThan(losses[0]! / 1.5);
});
