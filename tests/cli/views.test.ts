import stringWidth from "string-width";
import { expect, test } from "vitest";
import { bytes, duration } from "../../src/cli/format.js";
import { demoView } from "../../src/cli/views/demo.js";
import { evaluationView } from "../../src/cli/views/evaluation.js";
import { routingView } from "../../src/cli/views/routing.js";

const demo = {
  prompt: "You have one tool:\nset_alarm(time)",
  answers: [
    {
      request: "wake me at 7:30",
      columns: [
        { name: "edge, no prompt", answer: "I don't know.", promptTokens: 0, firstTokenMs: 12.4, totalMs: 88 },
        {
          name: "edge, prompt in context",
          answer: "set_alarm(time=7:30)",
          promptTokens: 1312,
          firstTokenMs: 140,
          totalMs: 1234,
        },
        {
          name: "edge, specialised",
          answer: "set_alarm(time=7:30) ⏰",
          promptTokens: 0,
          firstTokenMs: 13,
          totalMs: 90,
        },
      ],
    },
  ],
  adapterBytes: 1_234_567,
  gatesBytes: 96,
};

test("the demo shows three answers side by side, what they cost, and what the adapter weighs", () => {
  expect(demoView(demo, 100)).toBe(
    [
      "You have one tool:",
      "set_alarm(time)",
      "",
      "> wake me at 7:30",
      "",
      "              │ edge, no prompt │ edge, prompt in context │ edge, specialised",
      "──────────────┼─────────────────┼─────────────────────────┼────────────────────────",
      "answer        │ I don't know.   │ set_alarm(time=7:30)    │ set_alarm(time=7:30) ⏰",
      "prompt tokens │ 0               │ 1,312                   │ 0",
      "first token   │ 12 ms           │ 140 ms                  │ 13 ms",
      "total         │ 88 ms           │ 1.2 s                   │ 90 ms",
      "",
      "The adapter: 1.2 MB as factors, 96 B as gates.",
    ].join("\n"),
  );
});

test("an answer that repeats itself to its last token is shown in short", () => {
  const shown = (answer: string): string => {
    const columns = [{ name: "edge", answer, promptTokens: 0, firstTokenMs: 1, totalMs: 2 }];
    return demoView({ ...demo, answers: [{ request: "?", columns }] }, 200);
  };
  expect(shown(`<a${"larmA".repeat(30)}lar`)).toContain("│ <alarmAlarmAlarmA… (and so on, 153 characters)\n");
  expect(shown("ha ha ha ha!")).toContain("│ ha ha ha ha!\n");
  expect(shown(`${"0".repeat(12)}1`)).toContain("│ 0000000000001\n");
});

test("the demo fits a terminal of 60 columns", () => {
  for (const line of demoView(demo, 60).split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(60);
});

test("an evaluation is a method a row and a split a column, with intervals", () => {
  const row = (method: string, split: string, accuracy: number) => ({
    method,
    split,
    items: 1000,
    accuracy,
    low: accuracy - 0.02,
    high: accuracy + 0.02,
  });
  expect(
    evaluationView([row("none", "seen", 0.04), row("none", "unseen", 0.03), row("lora-gen", "unseen", 0.85)], 100),
  ).toBe(
    [
      "method   │ seen                 │ unseen",
      "         │ 1,000 items          │ 1,000 items",
      "─────────┼──────────────────────┼─────────────────────",
      "none     │ 0.040 [0.020, 0.060] │ 0.030 [0.010, 0.050]",
      "lora-gen │                      │ 0.850 [0.830, 0.870]",
    ].join("\n"),
  );
});

test("a routing map shades the gates and names the chosen experts, the strongest first", () => {
  expect(
    routingView(
      [
        [0, 0.25, 0.75, 0],
        [1, 0, 0, 0],
      ],
      ["0", "1"],
      80,
    ),
  ).toBe(
    [
      "layer │ experts │ gates",
      "──────┼─────────┼─────────────────",
      "0     │ ·░▓·    │ 2: 0.75, 1: 0.25",
      "1     │ █···    │ 0: 1.00",
    ].join("\n"),
  );
  expect(routingView([[0, 0]], ["0"], 80)).toContain("··");
  expect(routingView([Array.from({ length: 12 }, (_, i) => -i - 1)], ["0"], 200)).toMatch(
    /11: -12.00, .*, 4: -5.00, and 4 more$/,
  );
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_999, "1.0 MB"],
  [30_000_000, "30 MB"],
])("%d bytes are %s", (count, text) => expect(bytes(count)).toBe(text));

test.each([
  [0.4, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [59_400, "59 s"],
  [59_600, "1 min 00 s"],
  [125_000, "2 min 05 s"],
  [12_000_000, "3 h 20 min"],
])("%d ms are %s", (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
