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
