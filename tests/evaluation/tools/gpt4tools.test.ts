import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toolScores } from "../../../src/evaluation/tools/gpt4tools.js";
import { golden } from "../../golden.js";

const read = (file: string): unknown => JSON.parse(readFileSync(golden(`gpt4tools/${file}`), "utf8"));
const cases = read("cases.json") as { right: string; answers: string[] }[];
/** What GPT4Tools' own eval/evaluate_result.py gives: thought, action and argument accuracy, accuracy, IoU. */
const scores = read("scores.json") as number[][][];

describe.each(cases.map((c, i) => ({ ...c, i })))("answers to $right", ({ right, answers, i }) => {
  test.each(answers.map((answer, n) => [answer, scores[i]![n]!] as const))(
    "%j score as its authors score them",
    (answer, expected) => {
      const { srThought, srAction, srArguments, sr, iou } = toolScores(answer, right);
      [srThought, srAction, srArguments, sr, iou].forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 5));
    },
  );
});

test("a part that neither the right answer nor the given one has is right, and no score is NaN", () => {
  const right = "Action: Find\nAction Input: a cat";
  expect(toolScores(right, right)).toEqual({ srThought: 1, srAction: 1, srArguments: 1, sr: 1, iou: 1 });
  for (const answer of ["", "hello", "Action: Find"])
    for (const score of Object.values(toolScores(answer, right))) expect(score).toBeGreaterThanOrEqual(0);
});
