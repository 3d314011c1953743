import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkRow } from "../../src/data/json-lines.js";
import { ask, behind, solved } from "../../src/evaluation/reasoning/ask.js";
import { hubLayouts } from "../../src/evaluation/reasoning/layouts.js";
import { encodeAsked, logLikelihoods } from "../../src/evaluation/reasoning/likelihood.js";
import type { Question } from "../../src/evaluation/reasoning/question.js";
import { mark } from "../../src/evaluation/reasoning/scores.js";
import { reasoningTasks, type ReasoningTask } from "../../src/evaluation/reasoning/tasks.js";
import { openCheckpoint } from "../../src/lm/checkpoint.js";
import { parseConfig, type DecoderConfig } from "../../src/lm/config.js";
import { readWeights } from "../../src/lm/read-weights.js";
import { ContinuationScorer } from "../../src/lm/scoring.js";
import { Tokenizer } from "../../src/lm/tokenizer.js";
import { golden } from "../golden.js";
import { shippedEdge } from "../service/serving.js";
import { python, pythonWith } from "./python.js";

const suite = pythonWith("lm-evaluation-harness in Python", ["lm_eval", "torch", "transformers", "accelerate"]);
const script = fileURLToPath(new URL("lm_eval_requests.py", import.meta.url));

interface Case {
  shots: number;
  item: number;
  requests: [string, string][];
  logLikelihoods: number[];
  acc: number;
  acc_norm?: number;
}

describe.skipIf(!suite.found)(suite.title, () => {
  let root: string;
  let theirs: Record<string, Case[]>;
  let rows: Record<string, Record<"shots" | "items", unknown[]>>;
  let [config, tokenizer, scorer]: [DecoderConfig, Tokenizer, ContinuationScorer] = [] as never;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "lora-gen-lm-eval-"));
    const file = golden("lm-eval/rows.json");
    execFileSync(python, [script, file, join(root, "out.json"), shippedEdge], { stdio: "pipe" });
    theirs = JSON.parse(await readFile(join(root, "out.json"), "utf8")) as typeof theirs;
    rows = JSON.parse(await readFile(file, "utf8")) as typeof rows;
    const checkpoint = await openCheckpoint(shippedEdge);
    config = parseConfig(checkpoint.config, shippedEdge);
    tokenizer = await Tokenizer.load(shippedEdge);
    scorer = await ContinuationScorer.create(config, await readWeights(checkpoint, config));
    await checkpoint.close();
  }, 600_000);
  afterAll(async () => {
    await scorer.dispose();
    await rm(root, { recursive: true });
  });

  const questions = (task: ReasoningTask, kind: "shots" | "items"): Question[] =>
    rows[task.name]![kind].map((row) => checkRow(kind, row, hubLayouts[task.layout]));

  test.each([...reasoningTasks])("asks and marks $name as we do, with the same log-likelihoods", async (task) => {
    for (const { shots, item, requests, logLikelihoods: expected, ...marks } of theirs[task.name]!) {
      const asked = ask(task, questions(task, "items")[item]!);
      const before = solved(task, questions(task, "shots").slice(0, shots));
      expect(asked.pairs.map(({ context, continuation }) => [behind(before, context), continuation])).toEqual(requests);
      const found = await logLikelihoods(scorer, encodeAsked(tokenizer, asked, "plain", before), config.positions);
      expect(Float32Array.from(found)).toBeAllclose(Float32Array.from(expected), { atol: 1e-3, rtol: 1e-5 });
      const { acc, accNorm } = mark(asked, expected);
      expect(Number(acc)).toBe(marks.acc);
      if (task.normalised) expect(Number(accNorm)).toBe(marks.acc_norm);
    }
  });
});
