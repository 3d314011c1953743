import { describe, expect, test } from "vitest";
import { learningRateAt, type Schedule } from "../../src/training/schedule.js";

const schedule: Schedule = {
  steps: 110,
  learningRate: 1,
  warmupSteps: 10,
  decay: "cosine",
  decaySteps: 20,
  finalLearningRate: 0.2,
};

describe("a learning rate", () => {
  test.each([
    ["first step of the warm-up", 1, 0.1],
    ["half of the warm-up", 5, 0.5],
    ["end of the warm-up", 10, 1],
    ["a quarter of the cosine", 35, 0.2 + 0.8 * 0.5 * (1 + Math.SQRT1_2)],
    ["half of the cosine", 60, 0.6],
    ["last step", 110, 0.2],
    ["beyond the last step", 200, 0.2],
  ])("at the %s", (_, step, expected) => {
    expect(learningRateAt(schedule, step)).toBeCloseTo(expected, 10);
  });

  test("is constant after the warm-up, if told so", () => {
    const constant: Schedule = { ...schedule, decay: "constant" };
    expect([1, 10, 11, 60, 110].map((step) => learningRateAt(constant, step))).toEqual([0.1, 1, 1, 1, 1]);
  });

  test("is held and then falls in a line, if told so", () => {
    const wsd: Schedule = { ...schedule, decay: "wsd" };
    const rates = [5, 10, 50, 90, 95, 100, 110, 120].map((step) => learningRateAt(wsd, step));
    [0.5, 1, 1, 1, 0.8, 0.6, 0.2, 0.2].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 12));
    expect(learningRateAt({ ...wsd, decaySteps: 1000 }, 60)).toBeCloseTo(0.6, 12);
  });

  test("without warm-up starts near its highest", () => {
    expect(learningRateAt({ ...schedule, warmupSteps: 0 }, 1)).toBeGreaterThan(0.999);
  });

  test("of a run that is all warm-up never falls", () => {
    expect(learningRateAt({ ...schedule, steps: 10 }, 10)).toBe(1);
  });
});
