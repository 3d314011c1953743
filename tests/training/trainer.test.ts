import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileError, TrainingError } from "../../src/errors.js";
import { train } from "../../src/training/trainer.js";
import { readLog } from "./log.js";
import { fakeObjective, fakeSettings, savedPoint, type FakeOptions } from "./fake-objective.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-gen-trainer-"));
});
afterEach(() => rm(root, { recursive: true }));

const checkpointsOf = async (output: string): Promise<number[]> =>
  (await readdir(join(output, "checkpoints"))).map((name) => Number(name.replace("step-", ""))).sort((a, b) => a - b);

/** A run of twelve steps from start to end. */
async function whole(options: FakeOptions = {}, changes = {}) {
  const objective = fakeObjective(options);
  const output = join(root, "whole");
  const progress = await train(objective, fakeSettings(output, changes));
  return { objective, output, progress };
}

describe("a run", () => {
  test("lowers the loss, and logs every step and validation", async () => {
    const { output, progress } = await whole({}, { steps: 60, learningRate: 0.3 });
    const lines = await readLog(output);
    const steps = lines.filter((line) => "loss" in line);
    expect(steps.map((line) => line["step"])).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(steps.at(-1)!["loss"]).toBeLessThan(steps[0]!["loss"]! / 4);
    expect(Object.keys(steps[0]!)).toEqual(["step", "loss", "learningRate", "gradientNorm", "runs"]);
    const validations = lines.filter((line) => "validation.loss" in line);
    expect(validations.map((line) => line["step"])).toEqual(Array.from({ length: 15 }, (_, i) => 4 * (i + 1)));
    expect(progress.step).toBe(60);
  });

  test("tells its hooks what it logs", async () => {
    const seen: string[] = [];
    await train(fakeObjective(), fakeSettings(root), {
      onStep: ({ step }) => seen.push(`${step}`),
      onValidation: (step, { loss }) => seen.push(`validation ${step} ${Number.isFinite(loss)}`),
    });
    expect(seen.slice(2, 6)).toEqual(["3", "4", "validation 4 true", "5"]);
    expect(seen).toHaveLength(12 + 3);
  });

  test("averages the gradients of accumulated batches: two of two are one of four", async () => {
    const [two, four] = [fakeObjective({ batch: 2 }), fakeObjective({ batch: 4 })];
    await train(two, fakeSettings(join(root, "two"), { accumulate: 2 }));
    await train(four, fakeSettings(join(root, "four")));
    expect(two.parameters["point"]).toBeAllclose(four.parameters["point"], { atol: 1e-5 });
    const [linesOfTwo, linesOfFour] = [await readLog(join(root, "two")), await readLog(join(root, "four"))];
    for (const key of ["loss", "gradientNorm"])
      expect(linesOfTwo.flatMap((l) => l[key] ?? [])).toBeAllclose(
        linesOfFour.flatMap((l) => l[key] ?? []),
        { rtol: 1e-5 },
      );
  });

  test("clips the gradient to a norm, and logs what it was", async () => {
    // With a large epsilon a step is in proportion to its gradient.
    const changes = {
      steps: 1,
      warmupSteps: 0,
      decay: "constant",
      weightDecay: 0,
      epsilon: 1e6,
      learningRate: 1e6,
    } as const;
    const step = async (clip: number): Promise<[number, number]> => {
      const objective = fakeObjective();
      const start = (objective.parameters["point"]!.data as Float32Array).slice();
      const output = join(root, `clip ${clip}`);
      await train(objective, fakeSettings(output, { ...changes, clip }));
      const moved = (objective.parameters["point"]!.data as Float32Array).map((v, i) => v - start[i]!);
      return [Math.hypot(...moved), (await readLog(output))[0]!["gradientNorm"]!];
    };
    const [[free, norm], [clipped, same]] = [await step(0), await step(1)];
    expect(same).toBe(norm);
    expect(norm).toBeGreaterThan(1);
    // Both parameters have one gradient, so each is √½ of the whole.
    expect(free).toBeCloseTo(norm * Math.SQRT1_2, 3);
    expect(clipped).toBeCloseTo(Math.SQRT1_2, 3);
  });

  test("keeps the model with the lowest validation loss, and the last", async () => {
    const points: number[][] = [];
    const objective = fakeObjective({ validation: [3, 1, 2] });
    const progress = await train(objective, fakeSettings(root), {
      onValidation: () => points.push([...(objective.parameters["point"]!.data as Float32Array)]),
    });
    expect(progress.best).toEqual({ loss: 1, step: 8 });
    expect(await savedPoint(join(root, "best"))).toEqual(points[1]);
    expect(await savedPoint(join(root, "last"))).toEqual(points[2]);
  });

  test.each([
    [100, 100, { loss: 1, step: 4 }],
    [undefined, 100, { loss: 1, step: 4 }],
    [100, 200, { loss: 2, step: 8 }],
  ])("after validations of %s items, goes on with %s: the best is of comparable ones", async (before, after, best) => {
    const settings = (steps: number, items?: number) =>
      fakeSettings(root, { steps, decay: "constant", ...(items && { validationItems: items }) });
    await train(fakeObjective({ validation: [1] }), settings(4, before));
    const resumed = await train(fakeObjective({ validation: [2, 3] }), settings(12, after), { resume: true });
    expect(resumed).toMatchObject({ best, validationItems: after });
  });

  test("keeps the newest checkpoints", async () => {
    const { output } = await whole({}, { checkpointEvery: 2, keep: 3 });
    expect(await checkpointsOf(output)).toEqual([8, 10, 12]);
  });
});

describe("a run that is cut off and resumed is the run that was not", () => {
  const output = (): string => join(root, "cut");

  /** Goes on to the end, and compares parameters, statistics, log and models with those of a whole run. */
  async function resumeAndCompare(): Promise<void> {
    const { objective: expected, output: uncut, progress } = await whole();
    const objective = fakeObjective();
    expect(await train(objective, fakeSettings(output()), { resume: true })).toEqual(progress);
    expect(objective.parameters).toEqual(expected.parameters);
    expect(objective.buffers).toEqual(expected.buffers);
    expect(await readLog(output())).toEqual(await readLog(uncut));
    for (const model of ["best", "last"])
      expect(await savedPoint(join(output(), model))).toEqual(await savedPoint(join(uncut, model)));
  }

  test.each([1, 4, 7, 11])("after a signal in step %i, which leaves a checkpoint", async (at) => {
    const controller = new AbortController();
    const stopped = await train(fakeObjective(), fakeSettings(output()), {
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === at) controller.abort();
      },
    });
    expect(stopped.step).toBe(at);
    expect((await checkpointsOf(output())).at(-1)).toBe(at);
    await resumeAndCompare();
  });

  test.each([2, 5, 8, 12])(
    "after a crash in step %i, behind its last checkpoint and in the middle of a line",
    async (at) => {
      const crash = new Error("the machine went away");
      const spoil: FakeOptions["spoil"] = (_, number) => {
        if (number + 1 === at) throw crash;
      };
      await expect(train(fakeObjective({ spoil }), fakeSettings(output()))).rejects.toBe(crash);
      await appendFile(join(output(), "metrics.jsonl"), '{"step":9,"lo');
      await resumeAndCompare();
    },
  );

  test("several times", async () => {
    for (const at of [3, 4, 9]) {
      const controller = new AbortController();
      const stop = {
        signal: controller.signal,
        onStep: ({ step }: { step: number }) => {
          if (step === at) controller.abort();
        },
      };
      await train(fakeObjective(), fakeSettings(output()), { ...stop, resume: true });
    }
    await resumeAndCompare();
  });

  test("but not under another recipe", async () => {
    const { output: other } = await whole();
    const refused = train(fakeObjective(), fakeSettings(other, { recipe: "another" }), { resume: true });
    await expect(refused).rejects.toBeInstanceOf(FileError);
    await expect(refused).rejects.toThrow(/was made by a recipe with other settings/);
  });

  test("a run that has ended has nothing left to do", async () => {
    const { output: ended, objective } = await whole();
    const before = await readLog(ended);
    const again = fakeObjective();
    expect((await train(again, fakeSettings(ended), { resume: true })).step).toBe(12);
    expect(again.parameters).toEqual(objective.parameters);
    expect(await readLog(ended)).toEqual(before);
  });

  test("a signal before the first step trains nothing", async () => {
    const progress = await train(fakeObjective(), fakeSettings(output()), { signal: AbortSignal.abort() });
    expect(progress.step).toBe(0);
  });
});

describe("numbers that are not finite stop a run, and the last good checkpoint stays", () => {
  test.each<[string, FakeOptions["spoil"], RegExp]>([
    ["a loss", (result) => (result.loss = NaN), /^step 8: the loss is NaN; lower the learning rate/],
    [
      "a gradient",
      (result) => (result.gradients["offset"]![1] = Infinity),
      /^step 8: the gradient is not finite, though the loss is/,
    ],
  ])("%s", async (_, spoil, message) => {
    const options: FakeOptions = {
      spoil(result, number) {
        if (number === 7) spoil!(result, number);
      },
    };
    const objective = fakeObjective(options);
    const failed = train(objective, fakeSettings(root));
    await expect(failed).rejects.toBeInstanceOf(TrainingError);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow("(the checkpoint of step 5 stays)");
    expect(await checkpointsOf(root)).toEqual([5]);
    expect((await readLog(root)).at(-1)!["step"]).toBe(7);
    // Nothing of the bad step got into the parameters, and with the cause gone the run goes on.
    expect((objective.parameters["point"]!.data as Float32Array).every(Number.isFinite)).toBe(true);
    expect((await train(fakeObjective(), fakeSettings(root), { resume: true })).step).toBe(12);
  });

  test("parameters", async () => {
    const objective = fakeObjective();
    const failed = train(objective, fakeSettings(root), {
      onStep({ step }) {
        if (step === 10) (objective.parameters["offset"]!.data as Float32Array)[0] = NaN;
      },
    });
    await expect(failed).rejects.toThrow(
      new TrainingError("step 10: offset is not finite after this step; lower the learning rate"),
    );
    expect(await checkpointsOf(root)).toEqual([5]);
  });
});
