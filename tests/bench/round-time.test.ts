import { expect, test } from "vitest";
import { roundEnds, type Machines } from "../../bench/round-time.js";

const machines: Machines = {
  workers: 1,
  rounds: 2,
  innerSteps: 10,
  step: () => 0.5,
  stateBytes: 100,
  bandwidth: 100,
  latency: 0.25,
};

test("a round is its steps and four transfers, one behind the other", () => {
  expect(roundEnds(machines)).toEqual([10, 20]);
});

test("where nothing is carried, a round is as long as its slowest worker", () => {
  const step = (worker: number, round: number): number => (worker === round ? 2 : 1);
  expect(roundEnds({ ...machines, workers: 3, step, stateBytes: 0, latency: 0 })).toEqual([20, 40]);
});

test("workers wait for the link one after the other", () => {
  // At the store at 1, at the workers at 2, 3 and 4; each is back a second later, and the run reads them from 4 on.
  expect(roundEnds({ ...machines, workers: 3, rounds: 1, step: () => 0, latency: 0 })).toEqual([7]);
});

test("eight workers that need half of one's rounds are earlier, until the link is too slow", () => {
  const at = (workers: number, rounds: number, bandwidth: number): number =>
    roundEnds({ ...machines, workers, rounds, bandwidth }).at(-1)!;
  expect(at(8, 3, 1000)).toBeLessThan(at(1, 6, 1000));
  expect(at(8, 3, 10)).toBeGreaterThan(at(1, 6, 10));
});
