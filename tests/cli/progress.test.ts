import stringWidth from "string-width";
import { expect, test } from "vitest";
import { progressBar } from "../../src/cli/progress.js";
import { fakeTerminal } from "./fake-terminal.js";

const lastLine = (stderr: string): string => stderr.split("\r").at(-1)!.replace("\u001b[K", "");

test("in a pipe there is no progress at all", () => {
  const terminal = fakeTerminal();
  const progress = progressBar(terminal, "training", 10);
  progress.update(5);
  progress.end();
  expect(terminal.stderr + terminal.stdout).toBe("");
});

test("on a terminal the bar tells what is done and how long the rest takes", () => {
  const terminal = fakeTerminal({ interactive: true });
  let time = 0;
  const progress = progressBar(terminal, "training", 100, 0, () => time);
  time = 10_000;
  progress.update(25, "loss 1.20");
  expect(lastLine(terminal.stderr)).toBe("training  ██████░░░░░░░░░░░░░░░░░░  25/100  30 s left  loss 1.20");
  progress.end();
  expect(lastLine(terminal.stderr)).toBe("");
});

test("the bar is as wide as the stream that it is drawn on", () => {
  const terminal = fakeTerminal({ interactive: true, width: 200, progressWidth: 40 });
  progressBar(terminal, "training", 100).update(100, "loss 1.20");
  expect(stringWidth(lastLine(terminal.stderr))).toBe(39);
});

test("a resumed job tells the rest by its own speed", () => {
  const terminal = fakeTerminal({ interactive: true });
  let time = 0;
  const progress = progressBar(terminal, "training", 100, 50, () => time);
  progress.update(50);
  expect(lastLine(terminal.stderr)).not.toContain("left");
  time = 10_000;
  progress.update(60);
  expect(lastLine(terminal.stderr)).toContain("40 s left");
});

test("it is drawn ten times a second at most, and the last step always", () => {
  const terminal = fakeTerminal({ interactive: true });
  let time = 0;
  const progress = progressBar(terminal, "x", 1000, 0, () => time);
  for (let i = 1; i <= 1000; i++, time++) progress.update(i);
  expect(terminal.stderr.split("\r").length - 1).toBeLessThanOrEqual(12);
  expect(lastLine(terminal.stderr)).toContain("1000/1000");
});

test("a line never wraps", () => {
  const terminal = fakeTerminal({ interactive: true, width: 40 });
  progressBar(terminal, "training", 100).update(5, "很长的说明 ".repeat(9));
  expect(stringWidth(lastLine(terminal.stderr))).toBeLessThan(40);
});

test("a terminal too narrow for anything is drawn nothing", () => {
  const terminal = fakeTerminal({ interactive: true, width: 0 });
  progressBar(terminal, "training", 100).update(5);
  expect(lastLine(terminal.stderr)).toBe("");
});
